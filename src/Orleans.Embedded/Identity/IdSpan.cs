using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Orleans.Runtime;

/// <summary>The key part of a <see cref="GrainId"/>: text, compared ordinally.</summary>
public readonly struct IdSpan : IEquatable<IdSpan>, IComparable<IdSpan>
{
    private readonly string? _value;

    private IdSpan(string value) => _value = value;

    /// <summary>Whether this is the default, empty key.</summary>
    public bool IsDefault => string.IsNullOrEmpty(_value);

    /// <summary>Makes a key of <paramref name="id"/>.</summary>
    public static IdSpan Create(string id) => new(id);

    /// <summary>The key in UTF-8.</summary>
    public ReadOnlySpan<byte> AsSpan() => Encoding.UTF8.GetBytes(ToString());

    /// <summary>A hash of the UTF-8 bytes that is the same in every process and on every machine.</summary>
    public uint GetUniformHashCode() => _value is null ? 0 : StableHash.ComputeHash(AsSpan());

    /// <inheritdoc/>
    public bool Equals(IdSpan other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is IdSpan other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value is null ? 0 : _value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public int CompareTo(IdSpan other) => string.CompareOrdinal(_value, other._value);

    /// <inheritdoc/>
    public override string ToString() => _value ?? string.Empty;

    /// <summary>Ordinal equality.</summary>
    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    /// <summary>Ordinal inequality.</summary>
    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);
}
