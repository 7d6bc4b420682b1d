using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace FinData.Engine.Entities;

/// <summary>The 128-bit keyed hash of an id: what look-ups compare instead of text.</summary>
public readonly record struct EntityKey(ulong High, ulong Low)
{
    /// <summary>True for the key of no id.</summary>
    public bool IsNone => (High | Low) == 0;
}

/// <summary>
/// Turns ids into keys: SipHash-1-3 with 128 bits of output (Aumasson, Bernstein 2012), keyed by a secret of the data
/// folder.
/// </summary>
/// <remarks>
/// Ids come from outside, so the hash is keyed: nobody can make two ids of one key. Pure and thread-safe.
/// </remarks>
public readonly struct KeyHasher(ulong secret0, ulong secret1)
{
    private readonly ulong secret0 = secret0, secret1 = secret1;

    /// <summary>The hasher with the all-zero secret, equal everywhere: for state hashes.</summary>
    public static KeyHasher Public => default;

    /// <summary>The key of an id: its kind's number and its name.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public EntityKey Hash(byte kind, ReadOnlySpan<byte> name)
    {
        var v0 = secret0 ^ 0x736f6d6570736575UL;
        var v1 = secret1 ^ 0x646f72616e646f6dUL ^ 0xee;
        var v2 = secret0 ^ 0x6c7967656e657261UL;
        var v3 = secret1 ^ 0x7465646279746573UL;

        // The kind's number goes into the last word beside the length: both are below 256.
        var last = (ulong)name.Length << 56 | (ulong)kind << 48;
        while (name.Length >= 8)
        {
            Compress(BinaryPrimitives.ReadUInt64LittleEndian(name), ref v0, ref v1, ref v2, ref v3);
            name = name[8..];
        }
        ulong tail = 0;
        for (var i = name.Length - 1; i >= 0; i--) tail = tail << 8 | name[i];
        // Seven bytes of tail would meet the kind's byte: they get a word of their own.
        Compress(tail, ref v0, ref v1, ref v2, ref v3);
        Compress(last, ref v0, ref v1, ref v2, ref v3);

        v2 ^= 0xee;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        var low = v0 ^ v1 ^ v2 ^ v3;
        v1 ^= 0xdd;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        return new EntityKey(v0 ^ v1 ^ v2 ^ v3, low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Compress(ulong word, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v3 ^= word;
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1; v1 = BitOperations.RotateLeft(v1, 13); v1 ^= v0; v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v3; v3 = BitOperations.RotateLeft(v3, 16); v3 ^= v2;
        v0 += v3; v3 = BitOperations.RotateLeft(v3, 21); v3 ^= v0;
        v2 += v1; v1 = BitOperations.RotateLeft(v1, 17); v1 ^= v2; v2 = BitOperations.RotateLeft(v2, 32);
    }
}
