using System.Buffers;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace MeetingIntel.Silo.Hosting.Clustering;

/// <summary>
/// Bytes as a length and the bytes. Orleans writes a segment of an array element by element, whatever it holds: an item of a memory stream would take two to three
/// times its size on the wire, and a call for each byte of it on both sides.
/// </summary>
internal sealed class ByteSegmentCodec : IFieldCodec<ArraySegment<byte>>, IDeepCopier<ArraySegment<byte>>
{
    /// <summary>Uses it wherever a message has such a segment.</summary>
    /// <param name="services">The silo's, or the front-end's: all of a cluster have to agree.</param>
    public static void AddTo(IServiceCollection services)
    {
        var codec = new ByteSegmentCodec();
        services.AddSingleton<IFieldCodec<ArraySegment<byte>>>(codec);
        services.AddSingleton<IDeepCopier<ArraySegment<byte>>>(codec);
    }

    /// <inheritdoc/>
    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, ArraySegment<byte> value)
        where TBufferWriter : IBufferWriter<byte>
    {
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType, typeof(ArraySegment<byte>), WireType.LengthPrefixed);
        writer.WriteVarUInt32((uint)value.Count);
        writer.Write(value);
    }

    /// <inheritdoc/>
    public ArraySegment<byte> ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        ReferenceCodec.MarkValueField(reader.Session);
        field.EnsureWireType(WireType.LengthPrefixed);
        return reader.ReadBytes(reader.ReadVarUInt32());
    }

    /// <inheritdoc/>
    public ArraySegment<byte> DeepCopy(ArraySegment<byte> input, CopyContext context) => input.Array is null ? input : input.ToArray();
}
