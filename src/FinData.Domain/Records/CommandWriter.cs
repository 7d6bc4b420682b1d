using FinData.Domain.Accounts;
using FinData.Domain.Products;
using FinData.Engine.Entities;
using FinData.Engine.Memory;
using FinData.Engine.Shards;

namespace FinData.Domain.Records;

/// <summary>Turns records that were read into commands for the entities that decide them.</summary>
/// <remarks>One thread. The caller names the buffer of the entity's shard.</remarks>
public sealed class CommandWriter(ShardMap map)
{
    /// <summary>What is the same for all kinds of records.</summary>
    /// <param name="Position">The record's position in its source; -1 for one that is asked over HTTP.</param>
    /// <param name="IsLate">Behind the source's watermark by more than windows wait for.</param>
    /// <param name="Ticket">Who waits for the answer; 0 for nobody.</param>
    public readonly record struct Origin(long Position, bool IsLate, uint Ticket);

    /// <summary>The shard that decides a transaction.</summary>
    public int ShardOf(in TransactionRecord record) => map.ShardOf(record.Account);

    /// <summary>The shard that decides a sale.</summary>
    public int ShardOf(in SaleRecord record) => map.ShardOf(record.Product);

    /// <summary>Writes a transaction.</summary>
    public void Write(NativeBuffer to, in TransactionRecord record, Origin origin, uint payload,
        ReadOnlySpan<byte> original)
    {
        var header = Header((byte)record.AccountKind, record.Account, record.Id, record.Time, origin, payload);
        header.OtherKind = (byte)record.OtherKind;
        if (header.OtherKind != 0) header.Other = map.Hasher.Hash(header.OtherKind, record.Other);
        if (record.Type.LooksBack()) header.Flags |= CommandFlags.NeedsOriginal;
        var reference = record.Type == TransactionType.Hold ? header.Id
            : record.Reference.IsEmpty ? default : map.CommandKey(record.Reference);
        CommandFrame.Write(to, ref header, new AccountCommand
        {
            Action = (AccountAction)record.Type, Currency = record.Currency.Packed, Amount = record.Amount,
            CreditLine = record.CreditLine, Reference = reference,
            HasStatedBalance = record.HasStatedBalance ? (byte)1 : (byte)0, StatedBalance = record.StatedBalance,
        }, record.Account, record.Id, record.Other, record.Reference, original);
    }

    /// <summary>Writes a sale.</summary>
    public void Write(NativeBuffer to, in SaleRecord record, Origin origin, uint payload, ReadOnlySpan<byte> original)
    {
        var header = Header((byte)EntityKind.Product, record.Product, record.Id, record.Time, origin, payload);
        CommandFrame.Write(to, ref header, new ProductCommand
        {
            Quantity = record.Quantity, Revenue = record.Quantity * record.Price, Currency = record.Currency.Packed,
        }, record.Product, record.Id, record.Category, record.Description, original);
    }

    /// <summary>Writes a record that cannot be taken.</summary>
    public static void WriteRefused(NativeBuffer to, long position, long time, ReadOnlySpan<byte> reason,
        ReadOnlySpan<byte> detail, ReadOnlySpan<byte> format, ReadOnlySpan<byte> original)
    {
        var header = new CommandHeader { Time = time, Position = position };
        CommandFrame.Write(to, ref header, 0L, default, reason, format, detail, original);
    }

    private CommandHeader Header(byte kind, ReadOnlySpan<byte> name, ReadOnlySpan<byte> id, long time, Origin origin,
        uint payload) => new()
    {
        Kind = kind, Entity = map.Hasher.Hash(kind, name), Id = map.CommandKey(id), Time = time, Payload = payload,
        Position = origin.Position, Ticket = origin.Ticket,
        Flags = origin.IsLate ? CommandFlags.Late : CommandFlags.None,
    };
}
