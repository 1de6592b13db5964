using System.Text;
using System.Text.Json;
using MeetingIntel.Api.Json;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Tests.Json;

public sealed class WholeMillisecondsTests
{
    private const double Odd = 28.439999999999998;

    private static readonly TranscriptSegment Segment =
        new("seg_1", "mic", "Ana", Odd, Odd + 1, "hello", [new TranscriptWord("hello", Odd, Odd + 1, 0.123456)], 0.123456, "scripted", null);

    [Theory]
    [MemberData(nameof(Events))]
    public void Event_OnTheWire_HasWholeMilliseconds(SessionEventData data)
    {
        var wire = Encoding.UTF8.GetString(WireEvent.Data("sess_1", new SessionEvent(1, DateTimeOffset.UnixEpoch, data)).Utf8.Span);

        Assert.Contains("28.44", wire, StringComparison.Ordinal);
        Assert.DoesNotContain("28.4399", wire, StringComparison.Ordinal);
    }

    public static TheoryData<SessionEventData> Events { get; } = new()
    {
        new TranscriptSegmentAdded(Segment),
        new TranscriptGap("mic", Odd, Odd + 1, "provider-failed"),
        new ChannelClosed("mic", Odd),
        new TranscriptionDelayed("mic", Odd),
    };

    [Fact]
    public void Signal_OnTheWire_HasWholeMilliseconds() =>
        Assert.Contains("\"start\":28.44,\"end\":28.44", JsonSerializer.Serialize(new PartialTranscript("mic", "Ana", "hel", Odd, Odd), ApiJson.Options), StringComparison.Ordinal);

    [Fact]
    public void Confidence_OnTheWire_IsNotRounded() =>
        Assert.Contains("0.123456", JsonSerializer.Serialize(Segment, ApiJson.Options), StringComparison.Ordinal);

    [Fact]
    public void Journal_Keeps_WhatItWasGiven() =>
        Assert.Contains("28.439999999999998", SessionEventTypes.Serialize(new ChannelClosed("mic", Odd)), StringComparison.Ordinal);
}
