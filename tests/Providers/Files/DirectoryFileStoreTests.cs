using System.Text;
using MeetingIntel.Providers.Files;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Providers.Tests.Files;

public sealed class DirectoryFileStoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("meetingintel-files-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DirectoryFileStore Store => new(Options.Create(new FileStoreOptions { Path = Path.Combine(_folder.FullName, "store") }));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Put_OfAFile_IsThereForOthersFromAnyByteOn()
    {
        Assert.Equal(5, await PutAsync("org/a/b.txt", "hello"));
        await PutAsync("org/a/b.txt", "world!");

        Assert.Equal("world!", await ReadAsync("org/a/b.txt", 0));
        Assert.Equal("ld!", await ReadAsync("org/a/b.txt", 3));
        Assert.Null(await Store.OpenAsync("org/a/c.txt", 0, Stop));
        Assert.Null(await Store.OpenAsync("nobody/a/c.txt", 0, Stop));
    }

    [Fact]
    public async Task Put_OfWhatBreaksOff_LeavesWhatWasThere()
    {
        await PutAsync("org/a", "before");

        await Assert.ThrowsAsync<InvalidDataException>(() => Store.PutAsync("org/a", new Broken(), Stop));

        Assert.Equal("before", await ReadAsync("org/a", 0));
        Assert.Single(Directory.EnumerateFiles(_folder.FullName, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task List_OfAPrefix_IsInOrderAndNothingElse()
    {
        await PutAsync("org/b/2", "xx");
        await PutAsync("org/b/1", "x");
        await PutAsync("org/bc/3", "xxx");

        Assert.Equal([new StoredFile("org/b/1", 1), new StoredFile("org/b/2", 2)], await Store.ListAsync("org/b/", Stop));
        Assert.Empty(await Store.ListAsync("nobody/", Stop));
    }

    [Fact]
    public async Task DeleteAll_OfAPrefix_LeavesTheRest()
    {
        await PutAsync("org/b/2", "xx");
        await PutAsync("org/b/deep/er/1", "x");
        await PutAsync("org/bc/3", "xxx");

        Assert.Equal((2, 3), await Store.DeleteAllAsync("org/b/", Stop));
        Assert.Equal((0, 0), await Store.DeleteAllAsync("org/b/", Stop));
        await Store.DeleteAsync("org/bc/4", Stop);
        await Store.DeleteAsync("nobody/bc/4", Stop);

        Assert.Equal([new StoredFile("org/bc/3", 3)], await Store.ListAsync("org/", Stop));
    }

    [Fact]
    public async Task DeleteAll_WhereACrashLeftAHalfFile_LeavesNothingOfIt()
    {
        var copying = new TaskCompletionSource();
        await using var half = new Halted(copying);
        var put = Store.PutAsync("org/b/pieces/1", half, Stop);
        await copying.Task.WaitAsync(Stop);
        Assert.Single(Directory.EnumerateFiles(_folder.FullName, "*", SearchOption.AllDirectories));
        Assert.Empty(await Store.ListAsync("org/", Stop));

        Assert.Equal((0, 0), await Store.DeleteAllAsync("org/b/pieces/", Stop));

        Assert.Equal(["org"], Directory.EnumerateFileSystemEntries(Path.Combine(_folder.FullName, "store"), "*", SearchOption.AllDirectories).Select(Path.GetFileName));
        half.GoOn.SetResult();
        await Assert.ThrowsAsync<FileStoreException>(() => put);
    }

    [Fact]
    public async Task Store_WhoseFolderCantBe_SaysSo()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "store"), "in the way", Stop);

        var failure = await Assert.ThrowsAsync<FileStoreException>(() => PutAsync("org/a", "x"));

        Assert.Contains("store", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("a/../../b")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("")]
    [InlineData(".unfinished/a")]
    [InlineData("a/b\\c")]
    [InlineData("a/b\0")]
    [InlineData("a/ä")]
    public async Task Key_ThatLeadsAnywhereElse_IsRefused(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.PutAsync(key, Stream.Null, Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.OpenAsync(key, 0, Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DeleteAsync(key, Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ListAsync(key + "/", Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DeleteAllAsync(key + "/", Stop));
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    private async Task<long> PutAsync(string key, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await Store.PutAsync(key, content, Stop);
    }

    private async Task<string> ReadAsync(string key, long from)
    {
        await using var file = await Store.OpenAsync(key, from, Stop);
        using var reader = new StreamReader(file!);
        return await reader.ReadToEndAsync(Stop);
    }

    private sealed class Broken : MemoryStream
    {
        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => throw new InvalidDataException("It breaks off.");
    }

    /// <summary>Says when its copying has begun, and goes on when it may.</summary>
    private sealed class Halted(TaskCompletionSource copying) : MemoryStream
    {
        public TaskCompletionSource GoOn { get; } = new();

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            await destination.WriteAsync("half"u8.ToArray(), cancellationToken);
            copying.SetResult();
            await GoOn.Task;
        }
    }
}
