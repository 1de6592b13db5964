using MeetingIntel.Providers.Stt;
using MeetingIntel.Providers.Stt.PocketSphinx;
using MeetingIntel.Providers.Tests.Audio;

namespace MeetingIntel.Providers.Tests.Stt;

/// <summary>What a recogniser with many errors must not put into anybody's mouth.</summary>
public sealed class ProfanityFilterTests(PocketSphinxFixture fixture) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.8);
    private static readonly string Whole = Path.Combine(new PocketSphinxOptions().ModelPath, "cmudict-en-us.dict");
    private readonly string _folder = Directory.CreateTempSubdirectory("meeting-intel-dictionary-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("slt", "the customer said that this is bullshit", "bullshit")]
    [InlineData("rms", "we found three small problems last week but two of them are already fixed", "fuck")]
    public async Task ReadEventsAsync_ObsceneWord_IsHeardOnlyWhenTheFilterIsOff(string voice, string sentence, string word)
    {
        var audio = TestSpeech.Join(TestSpeech.Say(voice, Pause, sentence), TestSpeech.Say("slt", Pause, "i will call the customer this afternoon"));
        await using var unfiltered = PocketSphinxFixture.Create(new PocketSphinxOptions { MaxDecoders = 1, ProfanityFilter = false });
        var open = await Recording.OfAsync(unfiltered, audio);
        var filtered = await Recording.OfAsync(fixture.Provider, audio);

        Assert.Contains(open.Partials.Select(partial => partial.Text).Append(open.Text), text => text.Split(' ').Contains(word, StringComparer.OrdinalIgnoreCase));
        Assert.DoesNotContain(filtered.Finals.SelectMany(final => final.Words).Select(said => said.Text), Profanity.Contains);
        Assert.DoesNotContain(filtered.Partials.SelectMany(partial => partial.Text.Split(' ')), Profanity.Contains);
        Assert.EndsWith(" | I will call the customer this afternoon", filtered.Text, StringComparison.Ordinal);
        filtered.AssertSound(audio.Length);
    }

    [Fact]
    public void Make_RealDictionary_LosesTheWordsOfTheListAndNothingElse()
    {
        var before = File.ReadAllText(Whole);
        var after = File.ReadAllText(FilteredDictionary.Make(Whole, _folder));
        var lost = before.Split('\n').Where(line => Profanity.Contains(line.Split(' ')[0])).ToList();

        Assert.InRange(lost.Count, 50, 120);
        Assert.Equal(string.Join('\n', before.Split('\n').Except(lost, StringComparer.Ordinal)), after);
    }

    [Theory]
    [InlineData("fuck")]
    [InlineData("Fucking")]
    [InlineData("bitch(2)")]
    [InlineData("shit's")]
    [InlineData("fucked-up")]
    [InlineData("son-of-a-bitch")]
    [InlineData("wankers")]
    public void Contains_FormsOfAnObsceneWord_AreMeant(string entry) => Assert.True(Profanity.Contains(entry));

    [Theory]
    [InlineData("fixed")]
    [InlineData("matsushita")]
    [InlineData("scunthorpe")]
    [InlineData("cockpit")]
    [InlineData("dick's")]
    [InlineData("hancock")]
    [InlineData("pussycat")]
    [InlineData("sussex")]
    [InlineData("arsenal")]
    [InlineData("niggardly")]
    [InlineData("hooker")]
    [InlineData("titanic")]
    [InlineData("retardant")]
    [InlineData("<sil>")]
    public void Contains_NamesAndWordsThatMeanSomethingElse_AreNotMeant(string entry) => Assert.False(Profanity.Contains(entry));

    [Fact]
    public void Make_AgainAndAtOnce_IsWrittenOnce()
    {
        var original = Path.Combine(_folder, "own.dict");
        File.WriteAllText(original, "shit SH IH T\nshit(2) SH IY T\nshift SH IH F T\n\nfuck F AH K");
        var cache = Path.Combine(_folder, "cache");
        string[] paths = [.. ParallelEnumerable.Range(0, 8).Select(_ => FilteredDictionary.Make(original, cache))];

        var path = Assert.Single(paths.Distinct(StringComparer.Ordinal));
        Assert.Equal("shift SH IH F T\n\n", File.ReadAllText(path));
        Assert.Equal(path, Assert.Single(Directory.GetFiles(cache)));
        var written = File.GetLastWriteTimeUtc(path);
        Assert.Equal(path, FilteredDictionary.Make(original, cache));
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
    }

    [Fact]
    public void Make_OriginalChanged_MakesAnotherFile()
    {
        var original = Path.Combine(_folder, "own.dict");
        File.WriteAllText(original, "shift SH IH F T\n");
        var first = FilteredDictionary.Make(original, _folder);
        File.WriteAllText(original, "shaft SH AE F T\n");

        Assert.NotEqual(first, FilteredDictionary.Make(original, _folder));
    }

    [Fact]
    public void CreateDecoder_FilteredFileCleanedAway_IsWrittenAgain()
    {
        var options = new PocketSphinxOptions { CachePath = _folder };
        Assert.True(PocketSphinxLibrary.TryLoad(options, out var library, out var reason), reason);
        File.Delete(Assert.Single(Directory.GetFiles(_folder)));

        using var decoder = library.CreateDecoder();

        Assert.False(decoder.IsInvalid);
        Assert.Single(Directory.GetFiles(_folder));
    }
}
