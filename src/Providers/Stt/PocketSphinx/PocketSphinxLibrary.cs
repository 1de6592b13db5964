using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace MeetingIntel.Providers.Stt.PocketSphinx;

/// <summary>The native library and its model on this machine.</summary>
internal sealed unsafe class PocketSphinxLibrary
{
    private const string DictionaryFile = "cmudict-en-us.dict";

    /// <summary>Files without which the native library ends the process instead of reporting an error.</summary>
    private static readonly string[] ModelFiles =
    [
        "en-us/feat.params", "en-us/mdef", "en-us/means", "en-us/variances", "en-us/transition_matrices", "en-us/sendump", "en-us/noisedict",
        "en-us.lm.bin", DictionaryFile,
    ];

    private readonly PocketSphinxOptions _options;
    private readonly string[] _arguments;
    private string _dictionary;

    private PocketSphinxLibrary(PocketSphinxOptions options, string dictionary, string[] arguments) => (_options, _dictionary, _arguments) = (options, dictionary, arguments);

    private PocketSphinxLibrary(PocketSphinxOptions options, string dictionary)
    {
        _options = options;
        _dictionary = dictionary;

        // Silence is removed by the endpointer, which keeps the clock exact; the decoder's own removal would shift the times of words.
        _arguments =
        [
            "meeting-intel",
            "-hmm", Path.Combine(options.ModelPath, "en-us"),
            "-lm", Path.Combine(options.ModelPath, "en-us.lm.bin"),
            "-samprate", "16000",
            "-remove_silence", "no",
            "-remove_noise", options.NoiseReduction ? "yes" : "no",
            "-maxhmmpf", "6000",
        ];
    }

    /// <summary>
    /// The same model, searched with wider beams: sentences are given up later, which takes several times as long. For audio that nobody waits for.
    /// </summary>
    internal PocketSphinxLibrary Thorough() => new(
        _options,
        _dictionary,
        [
            .. _arguments[..^2],
            "-maxhmmpf", "30000",
            "-beam", "1e-64", "-pbeam", "1e-64", "-wbeam", "1e-40", "-lpbeam", "1e-50", "-lponlybeam", "7e-39", "-fwdflatbeam", "1e-80", "-fwdflatwbeam", "1e-40", "-fwdflatefwid", "2", "-fwdflatsfwin", "50",
        ]);

    /// <summary>Looks for the libraries and the model.</summary>
    /// <param name="options">Where the model is.</param>
    /// <param name="library">What was found.</param>
    /// <param name="reason">One line that says what is missing.</param>
    /// <returns>Whether all is there.</returns>
    internal static bool TryLoad(PocketSphinxOptions options, [NotNullWhen(true)] out PocketSphinxLibrary? library, [NotNullWhen(false)] out string? reason)
    {
        library = null;
        reason = MissingLibrary(PocketSphinxNative.SphinxBase) ?? MissingLibrary(PocketSphinxNative.PocketSphinx) ?? MissingModel(options.ModelPath);
        if (reason is not null)
        {
            return false;
        }

        // The library writes a page of parameters to stderr for every decoder otherwise.
        PocketSphinxNative.err_set_logfp(0);
        try
        {
            library = new PocketSphinxLibrary(options, DictionaryOf(options));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reason = $"The speech dictionary without obscene words can't be written: {exception.Message} ({PocketSphinxOptions.Section}:{nameof(PocketSphinxOptions.CachePath)} says where, {nameof(PocketSphinxOptions.ProfanityFilter)} whether.)";
            return false;
        }
    }

    /// <summary>Creates a decoder: about 95 MB and 0.3 s of one core.</summary>
    /// <exception cref="SttException"><c>stt.unavailable</c>: the library refuses, mostly because its model changed or memory is short.</exception>
    internal DecoderHandle CreateDecoder()
    {
        using var configuration = Configure([.. _arguments, "-dict", Dictionary()]);
        var decoder = PocketSphinxNative.ps_init(configuration);
        if (decoder.IsInvalid)
        {
            decoder.Dispose();
            throw new SttException(SttErrors.Unavailable, "PocketSphinx could not load its model.", recoverable: true);
        }

        return decoder;
    }

    private static string DictionaryOf(PocketSphinxOptions options)
    {
        var whole = Path.Combine(options.ModelPath, DictionaryFile);
        return options.ProfanityFilter ? FilteredDictionary.Make(whole, options.CachePath) : whole;
    }

    /// <summary>Somebody may have cleaned the file away since.</summary>
    private string Dictionary()
    {
        try
        {
            return File.Exists(_dictionary) ? _dictionary : _dictionary = DictionaryOf(_options);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SttException(SttErrors.Unavailable, "The dictionary of PocketSphinx is gone.", recoverable: true, exception);
        }
    }

    private static string? MissingLibrary(string name) =>
        NativeLibrary.TryLoad(name, out _) ? null : $"{name} is missing (Debian package {name.Replace(".so.", string.Empty, StringComparison.Ordinal)}).";

    private static string? MissingModel(string folder)
    {
        foreach (var name in ModelFiles)
        {
            var file = new FileInfo(Path.Combine(folder, name));
            if (!file.Exists || file.Length == 0)
            {
                return $"The speech model {file.FullName} is missing (Debian package pocketsphinx-en-us).";
            }
        }

        return null;
    }

    private static ConfigurationHandle Configure(string[] given)
    {
        var texts = given.Select(argument => Marshal.StringToCoTaskMemUTF8(argument)).ToArray();
        try
        {
            fixed (nint* arguments = texts)
            {
                var configuration = PocketSphinxNative.cmd_ln_parse_r(0, PocketSphinxNative.ps_args(), texts.Length, (byte**)arguments, strict: 1);
                return configuration.IsInvalid
                    ? throw new SttException(SttErrors.Unavailable, "PocketSphinx does not know its options; is it version 5prealpha?", recoverable: false)
                    : configuration;
            }
        }
        finally
        {
            Array.ForEach(texts, Marshal.FreeCoTaskMem);
        }
    }
}
