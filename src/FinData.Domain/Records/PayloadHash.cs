using System.Buffers.Binary;

namespace FinData.Domain.Records;

/// <summary>Tells whether two records of the same id ask for the same.</summary>
/// <remarks>
/// Remembered with the id, so a record's hash never changes from one version to the next (a test holds its values).
/// It is over all that a decision depends on but the id; a planted fraud's mark is no part of it. It guards against
/// mistakes, not against someone who looks for collisions.
/// </remarks>
public static class PayloadHash
{
    private const ulong Odd = 0x9E37_79B9_7F4A_7C15;   // 2^64 divided by the golden ratio.

    public static ulong Of(in TransactionRecord record)
    {
        var shape = (ulong)record.Type | (ulong)record.AccountKind << 8 | (ulong)record.OtherKind << 16
            | (ulong)record.Currency.Packed << 24 | (record.HasStatedBalance ? 1UL << 40 : 0);
        var hash = Mix(Odd, shape);
        hash = Mix(hash, (ulong)record.Time);
        hash = Mix(hash, (ulong)record.Amount);
        hash = Mix(hash, (ulong)record.CreditLine);
        hash = Mix(hash, record.HasStatedBalance ? (ulong)record.StatedBalance : 0);
        hash = Mix(hash, record.Account);
        hash = Mix(hash, record.Other);
        return Finish(Mix(hash, record.Reference));
    }

    public static ulong Of(in SaleRecord record)
    {
        var hash = Mix(~Odd, record.Currency.Packed);
        hash = Mix(hash, (ulong)record.Time);
        hash = Mix(hash, (ulong)record.Quantity);
        hash = Mix(hash, (ulong)record.Price);
        hash = Mix(hash, record.Product);
        hash = Mix(hash, record.Category);
        return Finish(Mix(hash, record.Description));
    }

    // The length goes first, so that "ab" + "c" is not "a" + "bc".
    private static ulong Mix(ulong hash, ReadOnlySpan<byte> bytes)
    {
        hash = Mix(hash, (ulong)bytes.Length);
        for (; bytes.Length >= 8; bytes = bytes[8..]) hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));

        var rest = 0UL;
        for (var i = 0; i < bytes.Length; i++) rest |= (ulong)bytes[i] << (8 * i);
        return bytes.Length == 0 ? hash : Mix(hash, rest);
    }

    // For a given hash no two values come to the same, so records that differ in one number never collide.
    private static ulong Mix(ulong hash, ulong value)
    {
        hash = (hash ^ value) * Odd;
        return hash ^ hash >> 32;
    }

    // The last step of MurmurHash3: every bit of the input reaches every bit of the result.
    private static ulong Finish(ulong hash)
    {
        hash = (hash ^ hash >> 33) * 0xFF51_AFD7_ED55_8CCD;
        hash = (hash ^ hash >> 33) * 0xC4CE_B9FE_1A85_EC53;
        return hash ^ hash >> 33;
    }
}
