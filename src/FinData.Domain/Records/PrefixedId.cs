using System.Buffers.Text;

namespace FinData.Domain.Records;

/// <summary>Space for an id of a fixed beginning and what a line has: <c>card:</c> and <c>0</c>.</summary>
internal sealed class PrefixedId
{
    private readonly byte[] id = new byte[EntityName.IdBytesMax];
    private readonly int prefixLength;

    public PrefixedId(ReadOnlySpan<byte> prefix)
    {
        prefix.CopyTo(id);
        prefixLength = prefix.Length;
    }

    /// <summary>The id, valid until the next call; empty when it would be too long.</summary>
    public ReadOnlySpan<byte> With(ReadOnlySpan<byte> rest)
    {
        if (rest.Length > id.Length - prefixLength) return [];
        rest.CopyTo(id.AsSpan(prefixLength));
        return id.AsSpan(0, prefixLength + rest.Length);
    }

    /// <summary>The id that ends in a number; empty when it would be too long.</summary>
    public ReadOnlySpan<byte> With(long number) =>
        Utf8Formatter.TryFormat(number, id.AsSpan(prefixLength), out var length)
            ? id.AsSpan(0, prefixLength + length)
            : [];
}
