using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FinData.Domain.Records;

/// <summary>The fixed part of a transaction in binary; account, other side, reference and id follow.</summary>
/// <remarks>Little-endian, without holes. It stands in topics and never changes: another one has another mark.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct BinaryTransaction
{
    /// <summary>What a transaction begins with; no text does.</summary>
    public const byte Marked = 0xB1;

    public byte Mark;
    public TransactionType Type;

    /// <summary>Kinds of the account and of the other side, 0 for none.</summary>
    public EntityKind AccountKind, OtherKind;

    /// <summary>As <see cref="Money.Currency.Packed"/>; 0 for that of the account.</summary>
    public ushort Currency;
    public byte AccountLength, OtherLength;

    /// <summary>Milliseconds since 1970.</summary>
    public long Time;

    /// <summary>Minor units; where an account is opened, its credit line.</summary>
    public long Amount;
    public byte ReferenceLength, IdLength;
}

/// <summary>The fixed part of a sale in binary; product, category, description and id follow.</summary>
/// <remarks>Little-endian, without holes.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct BinarySale
{
    /// <summary>What a sale begins with; no text does.</summary>
    public const byte Marked = 0xB2;

    public byte Mark;
    public byte ProductLength;

    /// <summary>As <see cref="Money.Currency.Packed"/>; 0 for that of the product.</summary>
    public ushort Currency;
    public byte CategoryLength, IdLength;
    public ushort DescriptionLength;

    /// <summary>Milliseconds since 1970.</summary>
    public long Time;
    public long Quantity;

    /// <summary>Of one unit, in thousandths.</summary>
    public long Price;
}

/// <summary>Writes records in binary: what <see cref="JsonRecordWriter"/> writes, in a third of the bytes.</summary>
/// <remarks>Stated balances and the simulator's marks are not written. Nothing is allocated.</remarks>
public static class BinaryRecordWriter
{
    /// <summary>Bytes that surely suffice for a transaction.</summary>
    public const int TransactionBytesMax = 26 + 4 * byte.MaxValue;

    /// <summary>Bytes that surely suffice for the sale.</summary>
    public static int BytesMax(in SaleRecord sale) => 32 + 3 * byte.MaxValue + sale.Description.Length;

    /// <summary>Writes into at least <see cref="TransactionBytesMax"/> bytes; returns the length.</summary>
    public static int Write(in TransactionRecord record, Span<byte> destination)
    {
        var head = new BinaryTransaction
        {
            Mark = BinaryTransaction.Marked, Type = record.Type, AccountKind = record.AccountKind,
            OtherKind = record.OtherKind, Currency = record.Currency.Packed, Time = record.Time,
            Amount = record.Type == TransactionType.Open ? record.CreditLine : record.Amount,
            AccountLength = (byte)record.Account.Length, OtherLength = (byte)record.Other.Length,
            ReferenceLength = (byte)record.Reference.Length, IdLength = (byte)record.Id.Length,
        };
        MemoryMarshal.Write(destination, in head);
        var at = Unsafe.SizeOf<BinaryTransaction>();
        Append(record.Account, destination, ref at);
        Append(record.Other, destination, ref at);
        Append(record.Reference, destination, ref at);
        Append(record.Id, destination, ref at);
        return at;
    }

    /// <summary>Writes into at least <see cref="BytesMax"/> bytes; returns the length.</summary>
    public static int Write(in SaleRecord sale, Span<byte> destination)
    {
        // A longer description than two bytes can count is cut; it is for people only.
        var description = sale.Description[..Math.Min(sale.Description.Length, ushort.MaxValue)];
        var head = new BinarySale
        {
            Mark = BinarySale.Marked, Currency = sale.Currency.Packed, Time = sale.Time, Quantity = sale.Quantity,
            Price = sale.Price, ProductLength = (byte)sale.Product.Length,
            CategoryLength = (byte)sale.Category.Length, IdLength = (byte)sale.Id.Length,
            DescriptionLength = (ushort)description.Length,
        };
        MemoryMarshal.Write(destination, in head);
        var at = Unsafe.SizeOf<BinarySale>();
        Append(sale.Product, destination, ref at);
        Append(sale.Category, destination, ref at);
        Append(description, destination, ref at);
        Append(sale.Id, destination, ref at);
        return at;
    }

    private static void Append(ReadOnlySpan<byte> text, Span<byte> destination, ref int at)
    {
        text.CopyTo(destination[at..]);
        at += text.Length;
    }
}
