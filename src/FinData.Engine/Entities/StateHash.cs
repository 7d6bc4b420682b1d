using System.Buffers.Binary;

namespace FinData.Engine.Entities;

/// <summary>
/// A sum, free of order, of 128-bit hashes of entities: equal for the same inputs whatever the number of shards.
/// </summary>
public struct StateHash
{
    private const int BytesMax = 2048;

    [System.Runtime.CompilerServices.InlineArray(BytesMax)]
    private struct Bytes { private byte first; }

    private Bytes bytes;
    private int length;
    private bool isLeft;
    private UInt128 sum;

    /// <summary>Begins one entity: its kind and name.</summary>
    public void Begin(byte kind, ReadOnlySpan<byte> name)
    {
        Span<byte> all = bytes;
        all[0] = kind;
        all[1] = (byte)name.Length;
        name.CopyTo(all[2..]);
        length = 2 + name.Length;
        isLeft = false;
    }

    /// <summary>Leaves the entity out: each shard has its own, and the hash tells nothing of shards.</summary>
    public void Leave() => isLeft = true;

    /// <summary>Adds a number of its state.</summary>
    public void Add(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(((Span<byte>)bytes)[length..], value);
        length += 8;
    }

    /// <summary>Adds a double, bit for bit.</summary>
    public void Add(double value) => Add(BitConverter.DoubleToInt64Bits(value));

    /// <summary>Ends the entity.</summary>
    public void End()
    {
        if (isLeft) return;
        var key = KeyHasher.Public.Hash(0, ((ReadOnlySpan<byte>)bytes)[..length]);
        sum += new UInt128(key.High, key.Low);
    }

    /// <summary>Adds what another has summed.</summary>
    public void Add(in StateHash other) => sum += other.sum;

    /// <summary>The sum's upper and lower half.</summary>
    public readonly ulong High => (ulong)(sum >> 64);

    /// <inheritdoc cref="High"/>
    public readonly ulong Low => (ulong)sum;

    /// <summary>The sum as 32 hexadecimal digits.</summary>
    public override readonly string ToString() => sum.ToString("x32");
}
