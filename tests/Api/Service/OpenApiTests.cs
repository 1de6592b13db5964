using System.Net;
using System.Reflection;
using System.Text.Json;
using MeetingIntel.Api.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Service;

/// <summary>The OpenAPI document says enough that clients can be generated from it.</summary>
public sealed class OpenApiTests(ApiServer server)
{
    private static readonly string[] Typing = ["type", "$ref", "anyOf", "oneOf", "allOf", "enum"];

    [Fact]
    public async Task Schemas_SayTheTypeOfAllTheyHold()
    {
        var schemas = (await DocumentAsync()).GetProperty("components").GetProperty("schemas").EnumerateObject().ToList();

        Assert.Contains(schemas, schema => schema.Name == "SegmentResponse");
        Assert.Empty(schemas.SelectMany(schema => Untyped(schema.Value, schema.Name)));
    }

    [Theory]
    [InlineData("SegmentResponse", "start", "number")]
    [InlineData("SegmentResponse", "speaker", "null,string")]
    [InlineData("SegmentResponse", "text", "string")]
    [InlineData("SegmentResponse", "at", "string")]
    [InlineData("SessionResponse", "ended_at", "null,string")]
    [InlineData("AddLineRequest", "text", "null,string")]
    [InlineData("SegmentResponse", "seq", "integer")]
    [InlineData("SegmentResponse", "confidence", "null,number")]
    [InlineData("SessionAnswer", "meeting_info", "object")]
    [InlineData("SessionAnswer", "channels", "array")]
    [InlineData("CreateMeetingRequest", "meeting_info", "null,object")]
    public async Task Schemas_SayTheOneTypeAndWhetherItMayBeNull(string schema, string property, string types)
    {
        var value = (await DocumentAsync()).GetProperty("components").GetProperty("schemas").GetProperty(schema).GetProperty("properties").GetProperty(property);

        Assert.Equal(types, string.Join(',', TypesOf(value).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Parameters_SayWhatTheyAre()
    {
        var parameters = (from operation in Operations(await DocumentAsync())
                          where operation.Value.TryGetProperty("parameters", out _)
                          from parameter in operation.Value.GetProperty("parameters").EnumerateArray()
                          select (Name: $"{operation.Name} {parameter.GetProperty("name").GetString()}", Value: parameter)).ToList();

        Assert.Contains(parameters, parameter => parameter.Name == "get /api/sessions cursor");
        Assert.Empty(parameters.SelectMany(parameter => Untyped(parameter.Value.GetProperty("schema"), parameter.Name)));
        Assert.Empty(parameters.Where(parameter => !parameter.Value.TryGetProperty("description", out _)).Select(parameter => parameter.Name));
    }

    [Theory]
    [InlineData("/api/sessions", "status", """{"enum":["created","active","ended"],"type":"string"}""")]
    [InlineData("/api/sessions", "q", """{"maxLength":200,"type":"string"}""")]
    [InlineData("/api/sessions", "from", """{"type":"string","format":"date-time"}""")]
    [InlineData("/api/sessions", "limit", """{"maximum":500,"minimum":1,"type":"integer","format":"int32"}""")]
    [InlineData("/api/sessions/{sid}/events", "after", """{"maximum":9223372036854775807,"minimum":0,"type":"integer","format":"int64"}""")]
    [InlineData("/api/sessions/{sid}/transcript", "limit", """{"maximum":1000,"minimum":1,"type":"integer","format":"int32"}""")]
    public async Task Parameters_SayWhatIsChecked(string path, string name, string schema)
    {
        var parameters = (await DocumentAsync()).GetProperty("paths").GetProperty(path).GetProperty("get").GetProperty("parameters").EnumerateArray();

        var parameter = parameters.Single(parameter => parameter.GetProperty("name").GetString() == name);

        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(schema).RootElement, parameter.GetProperty("schema")), parameter.GetRawText());
    }

    [Fact]
    public async Task Operations_OfTheApi_MayAnswerWithAProblem()
    {
        var document = await DocumentAsync();
        var operations = Operations(document).Where(operation => operation.Name.Contains(" /api/", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(operations);
        Assert.All(operations, operation =>
        {
            var answer = Resolve(document, operation.Value.GetProperty("responses").GetProperty("default"));
            var problem = Resolve(document, answer.GetProperty("content").GetProperty("application/problem+json").GetProperty("schema")).GetProperty("properties");
            Assert.All((string[])["type", "title", "status", "detail", "error", "code", "request_id", "errors"], field => Assert.True(problem.TryGetProperty(field, out _), field));
        });
    }

    [Fact]
    public async Task Operations_SayWhatTheyWereMappedWith()
    {
        var list = (await DocumentAsync()).GetProperty("paths").GetProperty("/api/sessions").GetProperty("get");

        Assert.StartsWith("Lists sessions, newest first", list.GetProperty("summary").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transcribe_TakesAFileAFormOrJson()
    {
        var document = await DocumentAsync();

        var content = document.GetProperty("paths").GetProperty("/api/audio/transcribe").GetProperty("post").GetProperty("requestBody").GetProperty("content");

        Assert.Equal("binary", content.GetProperty("application/octet-stream").GetProperty("schema").GetProperty("format").GetString());
        Assert.Equal("binary", content.GetProperty("multipart/form-data").GetProperty("schema").GetProperty("properties").GetProperty("file").GetProperty("format").GetString());
        var json = Resolve(document, content.GetProperty("application/json").GetProperty("schema")).GetProperty("properties");
        Assert.All((string[])["session_id", "audio", "sample_rate", "channel", "speaker"], field => Assert.True(json.TryGetProperty(field, out _), field));
    }

    [Fact]
    public async Task Input_HasEachFieldOnceAndNoneThatIsNotRead()
    {
        var schemas = (await DocumentAsync()).GetProperty("components").GetProperty("schemas").EnumerateObject().ToDictionary(schema => schema.Name, schema => schema.Value);
        var inputs = typeof(IClientInput).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IClientInput)) && schemas.ContainsKey(type.Name)).ToList();

        Assert.Contains(inputs, type => type.Name == "CreateMeetingRequest");
        Assert.Contains(inputs, type => type.Name == "AudioJsonRequest");
        Assert.All(inputs, type => Assert.Equal(
            type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)).Order(StringComparer.Ordinal),
            schemas[type.Name].GetProperty("properties").EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Page_ShowsIt()
    {
        using var page = await server.Http.GetAsync(new Uri("/docs/index.html", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    private Task<JsonElement> DocumentAsync() => server.GetJsonAsync("/openapi/v1.json");

    private static IEnumerable<(string Name, JsonElement Value)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name} {path.Name}", operation.Value);

    /// <summary>The places in a schema where anything may stand.</summary>
    private static IEnumerable<string> Untyped(JsonElement schema, string place)
    {
        if (schema.ValueKind != JsonValueKind.Object || !Typing.Any(keyword => schema.TryGetProperty(keyword, out _)))
        {
            yield return place;
            yield break;
        }

        foreach (var inner in Inner(schema, place).SelectMany(inner => Untyped(inner.Schema, inner.Place)))
        {
            yield return inner;
        }
    }

    private static IEnumerable<(JsonElement Schema, string Place)> Inner(JsonElement schema, string place)
    {
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                yield return (property.Value, $"{place}.{property.Name}");
            }
        }

        // 'false' says that there are none.
        if (schema.TryGetProperty("additionalProperties", out var values) && values.ValueKind != JsonValueKind.False)
        {
            yield return (values, $"{place}[]");
        }

        if (schema.TryGetProperty("items", out var items) || TypesOf(schema).Contains("array"))
        {
            yield return (TypesOf(schema).Contains("array") ? items : default, $"{place}[]");
        }
    }

    private static IEnumerable<string> TypesOf(JsonElement schema) =>
        !schema.TryGetProperty("type", out var type) ? [] : type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!) : [type.GetString()!];

    private static JsonElement Resolve(JsonElement document, JsonElement value) => value.TryGetProperty("$ref", out var reference)
        ? Resolve(document, reference.GetString()!.Split('/').Skip(1).Aggregate(document, (at, name) => at.GetProperty(name)))
        : value;
}
