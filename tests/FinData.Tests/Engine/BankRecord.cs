using System.Text;
using FinData.Domain.Money;
using FinData.Domain.Records;
using FinData.Engine.Memory;

namespace FinData.Tests.Engine;

/// <summary>
/// A record of a load, to be written into a shard's chunk: a transaction, a sale, or one that cannot be taken.
/// </summary>
internal sealed record BankRecord(string Id, long Time, TransactionType Type, string Account)
{
    private static readonly Currency eur = Currency.Of("EUR");

    public string Other { get; init; } = "";

    public string Reference { get; init; } = "";

    public long Amount { get; init; }

    public long CreditLine { get; init; }

    public bool IsSale { get; init; }

    public bool IsRefused { get; init; }

    /// <summary>Writes the command to its shard's frames.</summary>
    public void Write(CommandWriter commands, Func<int, NativeBuffer> to, long position, bool isLate)
    {
        var origin = new CommandWriter.Origin(position, isLate, Ticket: 0);
        var payload = Crc32C.Compute(
            Encoding.ASCII.GetBytes($"{Type} {Account} {Other} {Reference} {Amount} {CreditLine}"));
        if (IsRefused)
        {
            CommandWriter.WriteRefused(to(0), position, Time, "malformed"u8, "a line that says nothing"u8, "json"u8,
                Bytes(Id));
            return;
        }
        if (IsSale)
        {
            var sale = new SaleRecord
            {
                Id = Bytes(Id), Time = Time, Product = Bytes(Account), Category = Bytes(Other), Quantity = Amount,
                Price = 1_500, Currency = eur,
            };
            commands.Write(to(commands.ShardOf(in sale)), in sale, origin, payload, default);
            return;
        }
        var transaction = new TransactionRecord
        {
            Id = Bytes(Id), Time = Time, Type = Type, AccountKind = KindOf(Account), Account = Bytes(NameOf(Account)),
            OtherKind = Other.Length == 0 ? EntityKind.None : KindOf(Other), Other = Bytes(NameOf(Other)),
            Reference = Bytes(Reference), Amount = Amount, CreditLine = CreditLine, Currency = eur,
        };
        commands.Write(to(commands.ShardOf(in transaction)), in transaction, origin, payload, default);
    }

    private static EntityKind KindOf(string id) => Enum.Parse<EntityKind>(id[..id.IndexOf(':')], ignoreCase: true);

    private static string NameOf(string id) => id[(id.IndexOf(':') + 1)..];

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
