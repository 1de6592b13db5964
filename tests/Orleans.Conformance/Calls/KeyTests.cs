using System.Globalization;

namespace Orleans.Conformance.Calls;

public interface IGuidGrain : IGrainWithGuidKey
{
    Task<Guid> KeyAsync();
}

public interface IIntegerGrain : IGrainWithIntegerKey
{
    Task<long> KeyAsync();
}

public interface IGuidCompoundGrain : IGrainWithGuidCompoundKey
{
    Task<string> KeyAsync();
}

public interface IIntegerCompoundGrain : IGrainWithIntegerCompoundKey
{
    Task<string> KeyAsync();
}

internal sealed class GuidGrain : Grain, IGuidGrain
{
    public Task<Guid> KeyAsync() => Task.FromResult(this.GetPrimaryKey());
}

internal sealed class IntegerGrain : Grain, IIntegerGrain
{
    public Task<long> KeyAsync() => Task.FromResult(this.GetPrimaryKeyLong());
}

internal sealed class GuidCompoundGrain : Grain, IGuidCompoundGrain
{
    public Task<string> KeyAsync() => Task.FromResult($"{this.GetPrimaryKey(out var extension)} {extension}");
}

internal sealed class IntegerCompoundGrain : Grain, IIntegerCompoundGrain
{
    public Task<string> KeyAsync() => Task.FromResult($"{this.GetPrimaryKeyLong(out var extension)} {extension}");
}

public sealed class KeyTests(SharedCluster shared)
{
    [Fact]
    public async Task Key_OfEachKind_IsWhatTheReferenceWasMadeWith()
    {
        var guid = Guid.NewGuid();

        Assert.Equal(guid, await shared.Grains.GetGrain<IGuidGrain>(guid).KeyAsync());
        Assert.Equal($"{guid} more", await shared.Grains.GetGrain<IGuidCompoundGrain>(guid, "more").KeyAsync());
        foreach (var number in (long[])[0, 1, -1, 255, long.MaxValue, long.MinValue])
        {
            Assert.Equal(number, await shared.Grains.GetGrain<IIntegerGrain>(number).KeyAsync());
            Assert.Equal($"{number} more", await shared.Grains.GetGrain<IIntegerCompoundGrain>(number, "more").KeyAsync());
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("with/slash")]
    [InlineData("with+plus")]
    [InlineData("ünï – 漢字")]
    public void GrainId_OfAnyTextKey_ReadsBack(string key)
    {
        var id = shared.Grains.GetGrain<ICallGrain>(key).GetGrainId();

        Assert.Equal($"call/{key}", id.ToString());
        Assert.Equal(id, GrainId.Parse(id.ToString(), CultureInfo.InvariantCulture));
        Assert.Equal(key, id.Key.ToString());
    }

    /// <summary>Rows of a reminder table that one engine wrote are found by the other.</summary>
    [Theory]
    [InlineData("session/sess_1", 3406176038u)]
    [InlineData("stttask/stt_01HZX3J9Q8W7V6", 2272288880u)]
    [InlineData("x/ünï – 漢字 and a key of more than sixteen bytes", 2148828558u)]
    public void GetUniformHashCode_OfAnId_IsTheSameOnBothEngines(string id, uint expected) =>
        Assert.Equal(expected, GrainId.Parse(id, CultureInfo.InvariantCulture).GetUniformHashCode());
}
