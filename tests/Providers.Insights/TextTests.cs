using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Tests;

/// <summary>Sentences, clauses and tidying.</summary>
public sealed class TextTests
{
    private readonly SpeakerNames _names = new();

    public TextTests()
    {
        _names.Learn("Ana");
        _names.Learn("Ben Carter");
    }

    [Theory]
    [InlineData("um i i think ben has the the numbers for monday", "I think Ben has the numbers for Monday.")]
    [InlineData("So, well, we will, uh, ship it.", "We will ship it.")]
    [InlineData("ben can you book the room", "Ben, can you book the room.")]
    [InlineData("we will we will you know see in may", "We will see in May.")]
    [InlineData("We may meet Ben's team — on Friday", "We may meet Ben's team — on Friday.")]
    [InlineData("i'm sure that's ana's idea", "I'm sure that's Ana's idea.")]
    [InlineData("do you know what i mean", "Do you know what I mean.")]
    [InlineData("great and our next call is in june", "Our next call is in June.")]
    [InlineData("great results came in today", "Great results came in today.")]
    public void Sentence_AsItWasSaid_IsTidied(string text, string tidy)
    {
        var clause = Assert.Single(SentenceSplitter.Split(text, _names)).Whole;

        Assert.Equal(tidy, Tidier.Sentence(clause, clause.Words, '.', _names));
    }

    [Theory]
    [InlineData("It costs 3.5 dollars. Dr. Smith agreed! Really?", "it costs 3.5 dollars|dr smith agreed|really")]
    [InlineData("okay so i will call ben and ben can you book the room let's meet on friday", "okay so i will call ben|and ben can you book the room|let's meet on friday")]
    [InlineData("that is more than our budget what discount can you give us", "that is more than our budget|what discount can you give us")]
    [InlineData("i do not know i will ask them", "i do not know|i will ask them")]
    [InlineData("that is what i will do", "that is what i will do")]
    [InlineData("...", "")]
    public void Split_Segment_FindsSentences(string text, string sentences) =>
        Assert.Equal(sentences, string.Join('|', SentenceSplitter.Split(text, _names).Select(sentence => sentence.Whole.Normal)));

    [Theory]
    [InlineData("I can't go, we'll see.", "i can not go we will see")]
    [InlineData("It’s Ana's, isn't it?", "it is ana is not it")]
    [InlineData("I'm gonna leave 'cause they've left.", "i am going to leave cause they have left")]
    public void Read_Contractions_AreSpread(string text, string words) =>
        Assert.Equal(words, string.Join(' ', Tokenizer.Read(text, 0, text.Length).Select(word => word.Text)));

    [Theory]
    [InlineData("price", "pricing")]
    [InlineData("plan", "planning")]
    [InlineData("company", "companies")]
    [InlineData("test", "tested")]
    public void Stem_FormsOfAWord_AreOne(string word, string form) => Assert.Equal(Stemmer.Stem(word), Stemmer.Stem(form));

    [Theory]
    [InlineData("ana", "Ana")]
    [InlineData("anna", "Ana")]
    [InlineData("carter", "Ben Carter")]
    [InlineData("been", null)]
    [InlineData("bob", null)]
    public void FindLike_WordWhereANameStands_IsTheSpeaker(string word, string? speaker) => Assert.Equal(speaker, _names.FindLike(word));

    [Fact]
    public void Find_NameOfTwoSpeakers_IsNobody()
    {
        _names.Learn("Ben Diaz");

        Assert.Null(_names.Find("ben"));
        Assert.Equal("Ben Diaz", _names.Find("diaz"));
    }
}
