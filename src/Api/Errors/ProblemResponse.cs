using System.Text.Json.Serialization;

namespace MeetingIntel.Api.Errors;

/// <summary>What is wrong: problem details as of RFC 9457.</summary>
/// <param name="Type">An URN that holds the code.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">One clear sentence.</param>
/// <param name="Error">The same sentence.</param>
/// <param name="Code">What programs go by; it stays as it is: <c>feature.reason</c>.</param>
/// <param name="RequestId">The log tells more under it.</param>
/// <param name="Errors">What is wrong with which field; absent when no field is to blame.</param>
internal sealed record ProblemResponse(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Error,
    string Code,
    string RequestId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyDictionary<string, string[]>? Errors);
