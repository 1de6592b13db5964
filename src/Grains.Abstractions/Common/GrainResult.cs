using System.Diagnostics.CodeAnalysis;

namespace MeetingIntel;

/// <summary>The outcome of a grain call: a value, or an expected error. An exception means a bug or broken infrastructure, never an expected outcome.</summary>
/// <typeparam name="T">What a successful call yields.</typeparam>
/// <param name="Value">The value; <see langword="null"/> when <paramref name="Error"/> is set.</param>
/// <param name="Error">Why there is no value; <see langword="null"/> on success.</param>
[GenerateSerializer, Immutable, Alias("mi.result`1")]
public sealed record GrainResult<T>([property: Id(0)] T? Value, [property: Id(1)] GrainError? Error)
    where T : class
{
    /// <summary>Whether the call did what was asked.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    /// <summary>Wraps a value.</summary>
    /// <param name="value">What the call yields.</param>
    public static implicit operator GrainResult<T>(T value) => new(value, null);

    /// <summary>Wraps an error.</summary>
    /// <param name="error">Why there is no value.</param>
    public static implicit operator GrainResult<T>(GrainError error) => new(null, error);
}
