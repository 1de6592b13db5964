using System.Globalization;
using MeetingIntel.Bench.Chaos.Checking;
using MeetingIntel.Bench.Chaos.Clients;
using MeetingIntel.Sessions;
using Session = MeetingIntel.Bench.Chaos.Checking.Timeline;

namespace MeetingIntel.EndToEnd.Tests.Checking;

/// <summary>What <c>bench/Chaos</c> says of recordings.</summary>
public sealed class UploadCheckTests
{
    private const int First = 21;

    [Fact]
    public void Check_WhatWasAnsweredIsOnRecord_SaysNothing() => Assert.Empty(UploadCheck.Check(Answered(Text(Words)), Stored(Words), endsByItself: false));

    [Fact]
    public void Check_WhatWasAnsweredIsNotOnRecord_IsWrong()
    {
        var answered = Answered(Text(Words));

        Assert.Single(UploadCheck.Check(answered, Stored(Words.SkipLast(1)), endsByItself: false));
        Assert.Single(UploadCheck.Check(answered, Stored(Words.Concat(Words)), endsByItself: false));
        Assert.Single(UploadCheck.Check(answered, Stored(Words.Append(1)), endsByItself: false));
        Assert.Single(UploadCheck.Check(answered, Stored(Words, isEnded: false), endsByItself: false));
        Assert.Equal(2, UploadCheck.Check(answered, SomeSession.Of(SomeSession.Created()), endsByItself: false).Count());
    }

    [Fact]
    public void Check_AnswerThatLacksSomething_IsWrong()
    {
        Assert.Single(UploadCheck.Check(Answered(Text(Words.Skip(1))), Stored(Words), endsByItself: false));
        Assert.Single(UploadCheck.Check(Answered(Text(Words)) with { IsIncomplete = true }, Stored(Words), endsByItself: false));
    }

    [Fact]
    public void Check_WhatWasGivenUp_HasEndedWithWhatWasHeard()
    {
        var stopped = new StoppedRecording(SomeSession.Id, First);

        Assert.Empty(UploadCheck.Check(stopped, Stored([]), endsByItself: false));
        Assert.Empty(UploadCheck.Check(stopped, Stored(Words.Take(3)), endsByItself: false));
        Assert.Single(UploadCheck.Check(stopped, Stored(Words.Take(3), isEnded: false), endsByItself: false));
        Assert.Single(UploadCheck.Check(stopped, Stored(Words.Skip(1)), endsByItself: false));
    }

    [Fact]
    public void Check_SessionThatEndsByItself_IsAsGoodAsOver()
    {
        var due = Stored(Words, isEnded: false);

        Assert.Empty(UploadCheck.Check(Answered(Text(Words)), due, endsByItself: true));
        Assert.Empty(UploadCheck.Check(new StoppedRecording(SomeSession.Id, First), due, endsByItself: true));
    }

    private static IEnumerable<int> Words => Enumerable.Range(First, Uploader.Words);

    private static Recording Answered(string text) => new(SomeSession.Id, First, text, IsIncomplete: false);

    private static string Text(IEnumerable<int> words) => string.Join(' ', words.Select(word => string.Create(CultureInfo.InvariantCulture, $"w{word}")));

    private static Session Stored(IEnumerable<int> words, bool isEnded = true) => SomeSession.Of(
    [
        SomeSession.Created(),
        new SessionStarted(),
        .. words.Select((word, index) => SomeSession.Said(string.Create(CultureInfo.InvariantCulture, $"w{word}"), "upload", index * 400, (index * 400) + 200)),
        .. isEnded ? new[] { new SessionEnded() } : [],
    ]);
}
