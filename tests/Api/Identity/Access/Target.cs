using System.Text.RegularExpressions;

namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>What a call is aimed at: things of the organisation, by their ids.</summary>
internal sealed partial record Target
{
    public required string Org { get; init; }

    public required string Session { get; init; }

    public required string Note { get; init; }

    public required string Segment { get; init; }

    public required string Task { get; init; }

    public required string Erasure { get; init; }

    public required string User { get; init; }

    public required string Handle { get; init; }

    public required string Key { get; init; }

    public required string Link { get; init; }

    public required string Invitation { get; init; }

    public string Provider { get; init; } = "deepgram";

    /// <summary>An invitation that whoever calls may accept, of an organisation that is neither of the two.</summary>
    public string Accepts { get; init; } = "";

    /// <summary>Fills a route's gaps.</summary>
    /// <param name="pattern">As the host has it.</param>
    /// <exception cref="InvalidOperationException">A gap that nobody has thought of.</exception>
    public string Fill(string pattern) => Gap().Replace(pattern, gap => gap.Groups["name"].Value switch
    {
        "sid" or "id" => Session,
        "noteId" => Note,
        "segmentId" => Segment,
        "taskId" => Task,
        "erasure" => Erasure,
        "version" => "1",
        "recordingId" => "rec_nobody",
        "org" => Org,
        "user" => User,
        "handle" => Handle,
        "key" => Key,
        "link" => Link,
        "invitation" => Invitation,
        "provider" => Provider,
        "channel" => "nobody",
        "documentName" => "v1",
        "section" => "keys",
        var other => throw new InvalidOperationException($"The route {pattern} names '{other}', which Target.Fill knows nothing of: say there what it is."),
    });

    [GeneratedRegex(@"\{(?<name>\w+)[^}]*\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Gap();
}
