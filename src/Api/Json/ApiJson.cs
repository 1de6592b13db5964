using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MeetingIntel.Api.Json;

/// <summary>How the front-end reads and writes JSON over REST, the hub and the sockets.</summary>
internal static class ApiJson
{
    /// <summary>Nesting beyond this is refused.</summary>
    public const int MaxDepth = 32;

    /// <summary>snake_case out, <see langword="null"/> written (the source systems' clients expect every field); snake_case and camelCase in.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>Applies the same rules to options that a framework owns.</summary>
    /// <param name="options">The framework's options.</param>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = true;
        options.MaxDepth = MaxDepth;
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { BothCasings.Accept, WholeMilliseconds.Apply } };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.Converters.Add(new UtcTimeConverter());
        options.Converters.Add(new StorableTextConverter());
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        options.MakeReadOnly();
        return options;
    }
}
