using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Providers.Tts;

/// <summary>Text to speech on this machine, without key or network, by the flite program (Debian package <c>flite</c>): one child process for each text.</summary>
/// <param name="options">Places and limits.</param>
internal sealed class FliteSynthesiser(IOptions<FliteOptions> options) : ISpeechSynthesiser
{
    private const int SampleRate = 16_000;
    private const int HeaderBytes = 44;
    private const int LongestText = 2_000;

    private readonly FliteOptions _options = options.Value;

    /// <inheritdoc/>
    public string Name => "flite";

    /// <inheritdoc/>
    public IReadOnlyList<string> Voices { get; } = ["slt", "rms", "awb", "kal16"];

    /// <inheritdoc/>
    public async Task<SynthesisedSpeech> SynthesiseAsync(SpeechRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        using var process = Start(request);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_options.Timeout);
        try
        {
            using var wav = new MemoryStream();
            process.StandardError.Close();
            await process.StandardOutput.BaseStream.CopyToAsync(wav, patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0 && wav.Length > HeaderBytes ? Parse(wav.ToArray()) : throw new SpeechSynthesisException("tts.failed", "flite made no speech.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SpeechSynthesisException("tts.failed", $"flite took longer than {_options.Timeout}.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private void Check(SpeechRequest request)
    {
        if (!Voices.Contains(request.Voice, StringComparer.Ordinal))
        {
            throw new SpeechSynthesisException("tts.voice-unknown", "flite has the voices slt, rms, awb and kal16.");
        }

        if (string.IsNullOrWhiteSpace(request.Text) || request.Text.Length > LongestText || request.Text.Contains('\0', StringComparison.Ordinal)
            || request.Stretch is not (>= 0.5 and <= 3) || request.Pitch is < 50 or > 400 or double.NaN)
        {
            throw new SpeechSynthesisException("tts.text-invalid", $"A text has 1 to {LongestText} characters, a stretch of 0.5 to 3 and a pitch of 50 to 400 Hz.");
        }
    }

    private Process Start(SpeechRequest request)
    {
        List<string> arguments = ["-voice", request.Voice, "--setf", $"duration_stretch={request.Stretch.ToString(CultureInfo.InvariantCulture)}"];
        if (request.Pitch is { } pitch)
        {
            arguments.AddRange(["--setf", $"int_f0_target_mean={pitch.ToString(CultureInfo.InvariantCulture)}"]);
        }

        arguments.AddRange(["-t", request.Text, "-o", "/dev/stdout"]);
        try
        {
            return Process.Start(new ProcessStartInfo(_options.Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })
                ?? throw new SpeechSynthesisException("tts.unavailable", "flite could not be started.");
        }
        catch (Win32Exception exception)
        {
            throw new SpeechSynthesisException("tts.unavailable", "flite is not installed (Debian package flite).", exception);
        }
    }

    private static SynthesisedSpeech Parse(byte[] wav) =>
        wav.AsSpan().StartsWith("RIFF"u8) && BitConverter.ToInt32(wav, 24) == SampleRate && BitConverter.ToInt16(wav, 22) == 1
            ? new SynthesisedSpeech(SampleRate, MemoryMarshal.Cast<byte, short>(wav.AsSpan(HeaderBytes, (wav.Length - HeaderBytes) / 2 * 2)).ToArray())
            : throw new SpeechSynthesisException("tts.failed", "flite made speech in an unexpected format.");
}
