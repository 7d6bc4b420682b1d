using System.Buffers.Text;

namespace FinData.Domain.Records;

/// <summary>Space for an id of a fixed beginning and what a line has: <c>card:</c> and <c>0</c>.</summary>
internal sealed class PrefixedId
{
    private readonly byte[] _id = new byte[EntityName.IdBytesMax];
    private readonly int _prefixLength;

    public PrefixedId(ReadOnlySpan<byte> prefix)
    {
        prefix.CopyTo(_id);
        _prefixLength = prefix.Length;
    }

    /// <summary>The id, valid until the next call; empty when it would be too long.</summary>
    public ReadOnlySpan<byte> With(ReadOnlySpan<byte> rest)
    {
        if (rest.Length > _id.Length - _prefixLength) return [];
        rest.CopyTo(_id.AsSpan(_prefixLength));
        return _id.AsSpan(0, _prefixLength + rest.Length);
    }

    /// <summary>The id that ends in a number; empty when it would be too long.</summary>
    public ReadOnlySpan<byte> With(long number) =>
        Utf8Formatter.TryFormat(number, _id.AsSpan(_prefixLength), out var length)
            ? _id.AsSpan(0, _prefixLength + length)
            : [];
}
