using System.Text.Json;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Sockets;
using MeetingIntel.Storage.Timeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeetingIntel.Api.Tests.Errors;

/// <summary>Which status and close code each failure has.</summary>
public sealed class ProblemMappingTests
{
    [Theory]
    [InlineData(GrainErrorKind.Validation, 400, 4400)]
    [InlineData(GrainErrorKind.Unauthorised, 401, 4401)]
    [InlineData(GrainErrorKind.Forbidden, 403, 4403)]
    [InlineData(GrainErrorKind.NotFound, 404, 4404)]
    [InlineData(GrainErrorKind.Conflict, 409, 4409)]
    [InlineData(GrainErrorKind.TooLarge, 413, 1009)]
    [InlineData(GrainErrorKind.RateLimited, 429, 4429)]
    [InlineData(GrainErrorKind.Unavailable, 503, 4503)]
    public void GrainError_OfEachKind_HasItsStatusAndCloseCode(GrainErrorKind kind, int status, int closeCode)
    {
        var error = new GrainError(kind, "feature.reason", "A sentence.");

        Assert.Equal(status, ApiProblem.From(error).Status);
        Assert.Equal(closeCode, SocketEnd.From(error).CloseCode);
    }

    [Fact]
    public void GrainError_Kinds_AreAllCovered() => Assert.All(Enum.GetValues<GrainErrorKind>(), kind => Assert.InRange(GrainErrorStatus.Of(kind), 400, 599));

    [Fact]
    public void GrainError_SessionEnded_HasACloseCodeOfItsOwn() =>
        Assert.Equal(4410, SocketEnd.From(new GrainError(GrainErrorKind.Conflict, "session.ended", "Over.")).CloseCode);

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Exception_OfEachKind_HasItsProblem(Exception exception, int status, string code)
    {
        var problem = ExceptionProblems.ToProblem(exception);

        Assert.Equal(status, problem.Status);
        Assert.Equal(code, problem.Code);
        Assert.DoesNotContain("secret", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exception_Unexpected_NamesTheRequestInItsSentence()
    {
        var context = new DefaultHttpContext { TraceIdentifier = "request-7" };
        using var body = new MemoryStream();
        context.Response.Body = body;

        await new ExceptionProblems(NullLogger<ExceptionProblems>.Instance).TryHandleAsync(context, new InvalidOperationException("secret"), CancellationToken.None);

        var problem = JsonSerializer.Deserialize<JsonElement>(body.ToArray());
        Assert.Equal("Something went wrong on the server. Its log tells more under the request id request-7.", problem.GetProperty("detail").GetString());
        Assert.Equal("request-7", problem.GetProperty("request_id").GetString());
    }

    public static TheoryData<Exception, int, string> Exceptions { get; } = new()
    {
        { new JournalUnavailableException("secret host"), 503, "storage.unavailable" },
        { new TimeoutException("secret grain"), 504, "server.timeout" },
        { new OrleansException("Unable to connect to endpoint 10.1.2.3:30000"), 503, "server.unavailable" },
        { new InvalidOperationException("secret"), 500, "server.error" },
        { new BadHttpRequestException("secret", 413), 413, "request.too-large" },
        { new BadHttpRequestException("secret", 415), 415, "request.unsupported-media-type" },
        { new BadHttpRequestException("secret", 400, new JsonException("secret", "$.name", 0, 0)), 422, "request.invalid" },
    };
}
