using FinData.Domain.Records;
using FinData.Engine.Shards;
using FinData.Engine.Streams;
using FinData.TestKit;

namespace FinData.Tests.Engine;

/// <summary>
/// What a seed's bank has to do: some thirty accounts, two sources whose accounts are apart, a record for everything
/// that can be asked.
/// </summary>
/// <remarks>
/// In a load that is free of order no decision depends on when money of another account arrives, so every run of it
/// ends in the same state; else credits race with debits, and only what must hold in any order is compared.
/// </remarks>
internal sealed class BankLoad
{
    private const int Sources = 2, AccountsPerSource = 14, Terminals = 4, Products = 5;

    private readonly List<BankRecord>[] records = [[], []];
    private readonly Chance chance;
    private readonly bool isFree;
    private readonly int recordsPerStep;
    private readonly List<(string Id, string Account, long Time)> holds = [];
    private readonly List<(string Id, string Account)> reversible = [];
    private long time = 1_000_000_000_000;
    private int made;

    public BankLoad(ulong seed, bool isFreeOfOrder, int count = 160)
    {
        (chance, isFree) = (new Chance(seed), isFreeOfOrder);
        recordsPerStep = 1 + chance.Below(24);
        // Cards open by themselves; of accounts that race, the last two of a source are opened in the middle, or never.
        for (var number = 0; !isFree && number < Sources * (AccountsPerSource - 2); number++)
            Add(number % Sources, Make(TransactionType.Open, Account(number % Sources, number / Sources)) with
            {
                CreditLine = chance.Below(3) * 50,
            });
        while (made < count) AddSome(chance.Below(Sources));
    }

    public int Count => records.Sum(r => r.Count);

    /// <summary>The sources of a node, as they are opened with it.</summary>
    public IReadOnlyList<Source> Open(ShardRegion shards) =>
        [.. records.Select((r, source) => new BankSource(shards, $"bank-{source}", r, recordsPerStep))];

    /// <summary>The sources of one shard, with its records alone.</summary>
    public IReadOnlyList<Source> OpenFor(ShardRegion shards, int shard) =>
        [.. records.Select((r, source) => new BankSource(shards, $"bank-{source}", r, recordsPerStep, shard))];

    /// <summary>The records of one source.</summary>
    public IReadOnlyList<BankRecord> Of(int source) => records[source];

    private void AddSome(int source)
    {
        time += chance.OneIn(40) ? chance.Below(2 * 86_400_000) : chance.Below(900_000);
        var account = Account(source, chance.Below(AccountsPerSource));
        var amount = (isFree ? 1_000 : 10) + chance.Below(isFree ? 5_000 : 200);
        switch (chance.Below(16))
        {
            case 0 or 1 or 2: Add(source, Make(TransactionType.Deposit, account, amount), reversible); break;
            case 3 or 4: Add(source, Make(TransactionType.Withdrawal, account, amount), reversible); break;
            case 5 or 6 or 7:
                var terminal = $"terminal:t{chance.Below(Terminals)}";
                Add(source, Make(TransactionType.Payment, account, amount) with { Other = terminal }, reversible);
                break;
            case 8 or 9: Transfer(source, account, amount); break;
            case 10: Hold(source, account, amount); break;
            case 11: EndHold(source); break;
            case 12: Reverse(source); break;
            case 13: Repeat(source); break;
            case 14:
                var product = $"p{chance.Below(Products)}";
                var sale = Make(TransactionType.None, product, 1 + chance.Below(9));
                Add(source, sale with { IsSale = true, Other = "toys" });
                break;
            default:
                if (chance.OneIn(2)) Add(source, Make(TransactionType.None, account) with { IsRefused = true });
                else Add(source,
                    Make(TransactionType.Open, isFree ? $"account:alone{chance.Below(9)}-{source}" : account));
                break;
        }
    }

    private void Transfer(int source, string account, long amount)
    {
        var isUnknown = chance.OneIn(5);
        var to = isUnknown
            ? $"account:nobody{chance.Below(3)}"
            : Account(chance.Below(Sources), chance.Below(AccountsPerSource));
        // Whether a transfer to nobody has come back when it is reversed depends on order.
        Add(source, Make(TransactionType.Transfer, account, amount) with { Other = to },
            isUnknown && isFree ? null : reversible);
    }

    private void Hold(int source, string account, long amount)
    {
        var hold = Make(TransactionType.Hold, account, amount);
        holds.Add((hold.Id, account, time));
        Add(source, hold);
    }

    private void EndHold(int source)
    {
        if (holds.Count == 0) return;
        var (id, account, placed) = holds[chance.Below(holds.Count)];
        // Near its expiry the answer may depend on the batch; some holds are left to expire.
        if (SourceOf(account) != source || isFree && time - placed > 86_400_000L * 5) return;
        var record = chance.OneIn(3) ? Make(TransactionType.Void, account)
            : Make(TransactionType.Commit, account, 1 + chance.Below(isFree ? 800 : 300));
        var isPaid = record.Type == TransactionType.Commit && chance.OneIn(2);
        Add(source, record with { Reference = id, Other = isPaid ? "terminal:t0" : "" });
    }

    private void Reverse(int source)
    {
        if (reversible.Count == 0) return;
        var (id, account) = reversible[chance.Below(reversible.Count)];
        if (SourceOf(account) != source) return;
        if (isFree) reversible.Remove((id, account));       // A second one may meet the first under way.
        Add(source, Make(TransactionType.Reverse, account) with { Reference = id });
    }

    // The same record again, or another with its id.
    private void Repeat(int source)
    {
        if (records[source].Count == 0) return;
        var earlier = records[source][chance.Below(records[source].Count)];
        if (!earlier.IsRefused) Add(source, chance.OneIn(4) ? earlier with { Amount = earlier.Amount + 1 } : earlier);
    }

    private void Add(int source, BankRecord record, List<(string, string)>? among = null)
    {
        records[source].Add(record);
        among?.Add((record.Id, record.Account));
        made++;
    }

    private BankRecord Make(TransactionType type, string account, long amount = 0)
    {
        // A few come behind the others; where decisions shall not depend on order none of them comes a day late.
        var at = chance.OneIn(8) ? time - chance.Below(isFree ? 3_600_000 : 2 * 86_400_000) : time;
        return new BankRecord($"bank:{made}", at, type, account) { Amount = amount };
    }

    private string Account(int source, int number) => $"{(isFree ? "card" : "account")}:{source}-{number}";

    private static int SourceOf(string account) => account[account.IndexOf(':') + 1] - '0';
}
