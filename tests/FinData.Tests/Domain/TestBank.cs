using System.Text;
using FinData.Domain.Accounts;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Money;
using FinData.Domain.Records;
using FinData.Domain.Rules;
using FinData.Engine.Entities;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.Topologies;

namespace FinData.Tests.Domain;

/// <summary>A whole node in memory, one record at a time until everything has come to rest.</summary>
internal sealed unsafe class TestBank : IDisposable
{
    private readonly MemoryJournal journal;
    private readonly AccountPolicy policy;
    private readonly ShardOptions limits;
    private readonly Dictionary<uint, string> answers = [];
    private ShardRegion shards;
    private uint ticket;
    private int ticks;
    private bool together;

    public TestBank(int shards = 4, AccountPolicy? policy = null, ShardOptions? limits = null)
    {
        this.limits = limits ?? new ShardOptions();
        this.policy = policy ?? new AccountPolicy();
        journal = new MemoryJournal(new JournalIdentity(shards, 3, 4));
        this.shards = Open();
    }

    public long Now { get; set; } = 1_000_000_000_000;

    public ShardRegion Shards => shards;

    public string Open(string id, string account, string currency = "EUR", long creditLine = 0) =>
        Post(id, TransactionType.Open, account, 0, currency: currency, creditLine: creditLine);

    public string Deposit(string id, string account, long amount) => Post(id, TransactionType.Deposit, account, amount);

    public string Withdraw(string id, string account, long amount) =>
        Post(id, TransactionType.Withdrawal, account, amount);

    public string Pay(string id, string account, string terminal, long amount) =>
        Post(id, TransactionType.Payment, account, amount, terminal);

    public string Transfer(string id, string account, string to, long amount) =>
        Post(id, TransactionType.Transfer, account, amount, to);

    public string Hold(string id, string account, long amount) => Post(id, TransactionType.Hold, account, amount);

    public string Commit(string id, string account, string hold, long amount, string? terminal = null) =>
        Post(id, TransactionType.Commit, account, amount, terminal, hold);

    public string Void(string id, string account, string hold) =>
        Post(id, TransactionType.Void, account, 0, reference: hold);

    public string Reverse(string id, string account, string of) =>
        Post(id, TransactionType.Reverse, account, 0, reference: of);

    /// <summary>Records that come at once: all are there before the first message arrives anywhere.</summary>
    public void Together(Action posts, int steps = int.MaxValue)
    {
        together = true;
        posts();
        together = false;
        Rest(steps);
    }

    /// <summary>The last answer to the record that was posted so many records ago.</summary>
    public string AnswerBefore(uint records) => answers[ticket - records];

    /// <summary>The last answer to a record: <c>accepted</c>, the reason of a rejection, <c>duplicate</c> or a
    /// refusal.</summary>
    public string Post(string id, TransactionType type, string account, long amount, string? other = null,
        string? reference = null, string? currency = null, long creditLine = 0, long? stated = null)
    {
        var record = new TransactionRecord
        {
            Id = Bytes(id), Time = Now, Type = type, AccountKind = KindOf(account), Account = Bytes(NameOf(account)),
            OtherKind = other is null ? EntityKind.None : KindOf(other),
            Other = Bytes(other is null ? "" : NameOf(other)),
            Reference = Bytes(reference ?? ""), Amount = amount, CreditLine = creditLine,
            Currency = currency is null ? default : Currency.Of(currency),
            HasStatedBalance = stated is not null, StatedBalance = stated ?? 0,
        };
        var writer = new CommandWriter(shards.Map);
        var chunk = shards.Map.TakeChunk();
        var payload = (uint)HashCode.Combine(
            HashCode.Combine(type, account, amount, other, reference, creditLine), currency, stated);
        writer.Write(chunk.Frames, in record, new CommandWriter.Origin(-1, false, ++ticket), payload, default);
        return Deliver(writer.ShardOf(in record), chunk);
    }

    public string Sell(string id, string product, long quantity, long price, string currency = "GBP")
    {
        var record = new SaleRecord
        {
            Id = Bytes(id), Time = Now, Product = Bytes(NameOf(product)), Quantity = quantity, Price = price,
            Currency = Currency.Of(currency),
        };
        var writer = new CommandWriter(shards.Map);
        var chunk = shards.Map.TakeChunk();
        var payload = (uint)HashCode.Combine(product, quantity, price, currency);
        writer.Write(chunk.Frames, in record, new CommandWriter.Origin(-1, false, ++ticket), payload, default);
        return Deliver(writer.ShardOf(in record), chunk);
    }

    /// <summary>Asks something about a rule; gives <c>accepted</c>, or the sentence that says why not.</summary>
    public string Rule(RuleCommand command, RuleNote note)
    {
        var chunk = shards.Map.TakeChunk();
        RuleRegistry.Write(shards.Map, chunk.Frames, in command, note, Now, ++ticket);
        return Deliver(shards.Map.ShardOf(RuleRegistry.Name), chunk);
    }

    /// <summary>Scores payments with a model from now on.</summary>
    public void Use(byte[] model)
    {
        var chunk = shards.Map.TakeChunk();
        ModelRegistry.Write(shards.Map, chunk.Frames, ModelAsk.Use, new ModelNote("anna", model), Now, ticket: 0);
        chunk.Count = 1;
        shards.Deliver(shards.Map.ShardOf(ModelRegistry.Name), chunk);
        Rest();
    }

    /// <summary>Brings a rule from its text to where it acts, with a maker and a checker.</summary>
    public void Activate(string text, RuleStage stage = RuleStage.Active, byte percent = 0)
    {
        var name = RuleFile.Read(text).Rules[0].Name;
        Assert.Equal("accepted", Rule(new RuleCommand { Ask = RuleAsk.Add }, new RuleNote("anna", name, text)));
        Assert.Equal("accepted", Rule(new RuleCommand { Ask = RuleAsk.Promote, Stage = stage, Percent = percent },
            new RuleNote("anna", name, "")));
        if (stage >= RuleStage.Percentage)
            Assert.Equal("accepted",
                Rule(new RuleCommand { Ask = RuleAsk.Approve }, new RuleNote("boris", name, "")));
    }

    /// <summary>The rules as a shard has them.</summary>
    public RuleBook RulesOf(int shard) =>
        ((RuleRegion)shards.Shards[shard].RegionOf((byte)EntityKind.RuleCopy)).Entity.Copy;

    /// <summary>Event time passes: what is due happens.</summary>
    public void Tick(long time)
    {
        Now = time;
        ticks++;    // A source that has ended says no more: each tick is one of its own.
        foreach (var shard in shards.Shards)
        {
            var chunk = shards.Map.TakeChunk();
            (chunk.Source, chunk.Position, chunk.Watermark, chunk.IsEnd) = (99 + ticks, time, time, true);
            shards.Deliver(shard.Number, chunk);
        }
        Rest();
    }

    public Account? this[string account]
    {
        get
        {
            var (region, slot) = Find(account);
            return slot < 0 ? null : region.Record(slot).State;
        }
    }

    public int EventsOf(string account)
    {
        var (region, slot) = Find(account);
        return slot < 0 ? 0 : region.Record(slot).Events;
    }

    /// <summary>All balances, clearing and money on its way together: zero at every moment.</summary>
    public long Total(string currency = "EUR") => shards.Shards.Sum(s => BooksOf(s).ClearingOf(Currency.Of(currency)))
        + shards.Shards.Sum(s => Enum.GetValues<EntityKind>()
            .Where(k => k is > EntityKind.None and < EntityKind.Product)
            .Sum(k => BooksOf(s).Of(Currency.Of(currency), k)))
        + shards.Shards.Sum(s => BooksOf(s).OnTheWayOf(Currency.Of(currency)));

    public long OnTheWay(string currency = "EUR") =>
        shards.Shards.Sum(s => BooksOf(s).OnTheWayOf(Currency.Of(currency)));

    public Counters Count
    {
        get
        {
            var all = new Counters();
            foreach (var shard in shards.Shards) all.Add(shard.Counters);
            return all;
        }
    }

    public string StateHash
    {
        get
        {
            var hash = new StateHash();
            foreach (var shard in shards.Shards) shard.Hash(ref hash);
            return hash.ToString();
        }
    }

    /// <summary>Kills the node and opens another on what was journaled.</summary>
    public void Restart()
    {
        shards.Dispose();
        shards = Open();
        Rest();
    }

    public void Dispose()
    {
        shards.Dispose();
        journal.Dispose();
    }

    private ShardRegion Open()
    {
        var region = new ShardRegion(
            journal, map => FinDataTopology.Regions(map, policy), limits, TimeProvider.System);
        for (var shard = 0; shard < region.Shards.Count; shard++) region.Recover(shard);
        region.Start();
        region.Released = Answer;
        return region;
    }

    private string Deliver(int shard, Chunk chunk)
    {
        chunk.Count = 1;
        shards.Deliver(shard, chunk);
        if (together) return "";
        Rest();
        return answers[ticket];
    }

    private void Rest(int steps = int.MaxValue)
    {
        do
        {
            foreach (var shard in shards.Shards) shard.Step();
            shards.CommitStep();
        }
        while (--steps > 0 && shards.Outstanding > 0);
    }

    private void Answer(Shard shard, Batch batch)
    {
        foreach (var answer in batch.Answers)
        {
            if (answer.Refusal is not null) answers[answer.Ticket] = answer.Refusal;
            else if (answer.Frame < 0) answers[answer.Ticket] = "duplicate";
            else
            {
                var e = batch.FirstFrame;
                for (var i = 0; i < answer.Frame; i++) e = EventFrame.Next(e);
                // Each shard's copy answers as well, after the registry.
                if (e->Kind == (byte)EntityKind.RuleCopy) continue;
                answers[answer.Ticket] = e->Reason == 0 ? "accepted"
                    : e->Kind != (byte)EntityKind.RuleRegistry ? Rejections.NameOf(e->Reason)
                    : Encoding.UTF8.GetString(EventFrame.Note(e));
            }
        }
    }

    private (AccountRegion Region, int Slot) Find(string account)
    {
        var (kind, name) = (KindOf(account), Bytes(NameOf(account)));
        var shard = shards.Shards[shards.Map.ShardOf(name)];
        var region = (AccountRegion)shard.RegionOf((byte)kind);
        return (region, region.Find(shards.Map.Hasher.Hash((byte)kind, name)));
    }

    private static Books BooksOf(Shard shard) => ((AccountRegion)shard.RegionOf((byte)EntityKind.Account)).Entity.Books;

    private static EntityKind KindOf(string id) => Enum.Parse<EntityKind>(id[..id.IndexOf(':')], ignoreCase: true);

    private static string NameOf(string id) => id[(id.IndexOf(':') + 1)..];

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
