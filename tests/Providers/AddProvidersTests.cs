using MeetingIntel.Providers.Media;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Providers.Tts;
using MeetingIntel.Providers.Tts.SampleMeeting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Providers.Tests;

public sealed class AddProvidersTests
{
    [Fact]
    public async Task AddProviders_WithDefaults_HasEverything()
    {
        var data = Directory.CreateTempSubdirectory("meeting-intel-data-");
        await using var services = Build(("DATA_DIRECTORY", data.FullName));
        Assert.Equal("pocketsphinx", services.GetRequiredService<ISttProvider>().Name);
        Assert.True(services.GetRequiredService<SttStatus>().Available);
        Assert.Equal(Environment.ProcessorCount * 5, services.GetRequiredService<ISttProvider>().Capabilities.LocalChannels);
        Assert.NotNull(services.GetRequiredService<IMediaDecoder>());
        Assert.NotNull(services.GetRequiredService<ISpeechSynthesiser>());
        Assert.NotNull(services.GetRequiredService<ISampleMeeting>());
        Assert.Single(Directory.GetFiles(Path.Combine(data.FullName, "pocketsphinx")));
        await services.DisposeAsync();
        data.Delete(recursive: true);
    }

    [Fact]
    public async Task AddProviders_NowhereToKeepTheDictionary_StillStartsAndSaysWhatToDo()
    {
        await using var services = Build(("Stt:PocketSphinx:CachePath", "/dev/null/cache"));
        var status = services.GetRequiredService<SttStatus>();
        Assert.False(status.Available);
        Assert.Contains("Stt:PocketSphinx:CachePath", status.Message, StringComparison.Ordinal);

        await using var unfiltered = Build(("Stt:PocketSphinx:CachePath", "/dev/null/cache"), ("Stt:PocketSphinx:ProfanityFilter", "false"));
        Assert.True(unfiltered.GetRequiredService<SttStatus>().Available);
    }

    [Fact]
    public async Task AddProviders_WithoutTheModel_StillStartsAndRefusesAudioWithTheReason()
    {
        await using var services = Build(("Stt:PocketSphinx:ModelPath", "/no/such/model"));
        var status = services.GetRequiredService<SttStatus>();
        Assert.False(status.Available);
        Assert.Contains("/no/such/model", status.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', status.Message);
        var provider = services.GetRequiredService<ISttProvider>();
        var refusal = await Assert.ThrowsAsync<SttException>(async () => await provider.OpenAsync(new SttStreamOptions(), TestContext.Current.CancellationToken));
        Assert.Equal(("stt.unavailable", false), (refusal.Code, refusal.Recoverable));
    }

    [Fact]
    public void AddProviders_WithAnImpossibleOption_Fails()
    {
        using var services = Build(("Stt:PocketSphinx:Workers", "0"));
        Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<ISttProvider>());
    }

    [Theory]
    [InlineData(null, null, ".data/sample-meeting")]
    [InlineData("", null, ".data/sample-meeting")]
    [InlineData("/var/lib/meetings", null, "/var/lib/meetings/sample-meeting")]
    [InlineData("/var/lib/meetings", "/srv/sample", "/srv/sample")]
    public void AddProviders_DataDirectory_KeepsTheSampleMeeting(string? data, string? cache, string expected)
    {
        using var services = Build(("DATA_DIRECTORY", data), ("SampleMeeting:CachePath", cache));

        Assert.Equal(expected, services.GetRequiredService<IOptions<SampleMeetingOptions>>().Value.CachePath);
    }

    private static ServiceProvider Build(params (string Key, string? Value)[] settings) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal)).Build())
            .AddProviders()
            .AddSpeechToText()
            .BuildServiceProvider();
}
