using System.Text.Json;
using MeetingIntel.Api.Json;

namespace MeetingIntel.Api.Replay;

/// <summary>What a client says while it watches.</summary>
internal abstract record ReplayCommand
{
    /// <summary>Reads a message.</summary>
    /// <param name="utf8">A whole text message.</param>
    /// <returns>What it asks for, or what is wrong with it.</returns>
    public static GrainResult<ReplayCommand> Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8);
            return Read(json.RootElement);
        }
        catch (JsonException)
        {
            return ReplayErrors.BadMessage;
        }
    }

    private static GrainResult<ReplayCommand> Read(JsonElement message)
    {
        return message.Text("type") switch
        {
            "pause" => new PauseReplay(),
            "resume" => new ResumeReplay(),
            "speed" => ReadSpeed(message) is { } speed ? new ChangeSpeed(speed) : ReplayErrors.BadSpeed,
            "seek" => ReadPlace(message) is { } place ? new SeekPlace(place) : ReplayErrors.BadPlace,
            _ => ReplayErrors.BadMessage,
        };
    }

    private static double? ReadSpeed(JsonElement message) =>
        message.Field("speed") is { ValueKind: JsonValueKind.Number } speed && speed.TryGetDouble(out var number) && ReplayRequest.IsSpeed(number) ? number : null;

    private static ReplayPlace? ReadPlace(JsonElement message) => message.Field("at") switch
    {
        { ValueKind: JsonValueKind.Number } seconds => ReplayPlace.TryParse(seconds.GetRawText()),
        { } at when at.TryText(out var text) => ReplayPlace.TryParse(text),
        _ => null,
    };
}

/// <summary>Time stands still.</summary>
internal sealed record PauseReplay : ReplayCommand;

/// <summary>Time goes on.</summary>
internal sealed record ResumeReplay : ReplayCommand;

/// <summary>Time goes on faster or slower.</summary>
/// <param name="Speed">From 0.5 to 16.</param>
internal sealed record ChangeSpeed(double Speed) : ReplayCommand;

/// <summary>Time goes on somewhere else.</summary>
/// <param name="Place">Where.</param>
internal sealed record SeekPlace(ReplayPlace Place) : ReplayCommand;
