using FinData.Domain.Accounts;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Records;
using FinData.Engine.Entities;
using FinData.Engine.Memory;
using FinData.Engine.Shards;

namespace FinData.Domain.Fraud.Live;

/// <summary>
/// What a shard keeps to score payments: its cards' pasts, its terminals', the labels, and the model. A fold of the
/// journal.
/// </summary>
/// <remarks>One thread: the shard's; but any shard may ask about <see cref="Own"/> terminals.</remarks>
public sealed class FraudBook : IDisposable
{
    private const long DayMilliseconds = 86_400_000;

    // How far ahead of what all shards have told terminals may be asked about: as far as a stream may run ahead of
    // itself. A label that is told so long before the end of its delay counts from there, however fast the stream.
    private const long Ahead = 4 * DayMilliseconds;

    private readonly Slab<CardActivity> cards = new();
    private readonly ShardMap map;
    private readonly ModelBook models;
    private readonly long delay, slack;
    private Func<int, TerminalTable> tables;
    private long? asOfThen;

    /// <summary>The book of a shard, once it is attached to it.</summary>
    /// <param name="map">The node's.</param>
    /// <param name="models">The shard's copy of the models.</param>
    /// <param name="policy">What the bank has settled.</param>
    public FraudBook(ShardMap map, ModelBook models, FraudPolicy policy)
    {
        (this.map, this.models, Policy) = (map, models, policy);
        (delay, slack) = ((long)policy.LabelDelay.TotalMilliseconds, (long)policy.LateAfter.TotalMilliseconds);
        Own = new TerminalTable(delay);
        Terminals = Terminals.Of(map);
        tables = shard => Terminals[shard];
    }

    /// <summary>What the bank has settled for scores.</summary>
    public FraudPolicy Policy { get; }

    /// <summary>The shard's terminals.</summary>
    public TerminalTable Own { get; }

    /// <summary>The terminals of all shards.</summary>
    public Terminals Terminals { get; }

    /// <summary>The payments of the shard that have a label.</summary>
    public Labels Labels { get; } = new();

    /// <summary>How the models do, by days.</summary>
    public ModelDays Days { get; } = new();

    /// <summary>Whether payments are remembered.</summary>
    public bool Watches => models.Watches;

    /// <summary>What scores; null when nothing does.</summary>
    public TreeModel? Model => models.Model;

    /// <summary>The number of the model that scores, see <see cref="ModelChange.Number"/>.</summary>
    public int ModelNumber => models.Number;

    /// <summary>The latest time as of which terminals were asked about, by the shard's journal.</summary>
    public long Asked { get; private set; }

    /// <summary>Told why a payment has its score, where somebody wants to know of each; else null.</summary>
    public Action<Explanation>? Explained { get; set; }

    /// <summary>Cards that have a past here.</summary>
    public int Cards => cards.Count;

    public IEnumerable<SnapshotPart> Parts =>
    [
        new SlabPart<CardActivity>(cards), .. Labels.Parts, .. Own.Parts,
        new NumbersPart(() => [Asked], n => Asked = n[0]), .. Days.Parts,
    ];

    /// <summary>
    /// How far sources may read on: beyond it, terminals would be asked about a time for which payments may still come.
    /// Any thread.
    /// </summary>
    public long ReadUntil => Watches ? Terminals.Allowed - DayMilliseconds : long.MaxValue;

    /// <summary>Says which shard it belongs to.</summary>
    public void Attach(int shard) => Terminals.Set(shard, this);

    /// <summary>A card's past; of a card without one, an empty one.</summary>
    /// <param name="place">What the account says of it.</param>
    public ref readonly CardActivity CardOf(int place) => ref place > 0 ? ref cards.Read(place - 1) : ref nobody;

    /// <summary>Asks the processor for what will be looked at to decide a command.</summary>
    public void Prefetch(in Account account, in Command<AccountCommand> command)
    {
        if (!Watches) return;
        if (account.Past > 0) cards.Prefetch(account.Past - 1, CardActivity.Bytes);
        else if (account.Past < 0) Own.Prefetch(-account.Past);
        if (command.OtherKind == (byte)EntityKind.Terminal && !command.OtherKey.IsNone)
            tables(map.ShardOf(command.Other)).PrefetchIndex(command.OtherKey);
    }

    /// <summary>How many times the card's usual amount a payment is.</summary>
    public float RatioOf(int place, long amount) => CardOf(place).RatioOf(amount);

    /// <summary>Writes all features of a payment.</summary>
    /// <param name="place">What the account says of its card.</param>
    /// <param name="time">Milliseconds since 1970.</param>
    /// <param name="amount">Minor units.</param>
    /// <param name="key">The terminal's key.</param>
    /// <param name="terminal">Its name.</param>
    /// <param name="row">A row of <see cref="FeatureSet.Count"/> features.</param>
    /// <returns>The time as of which the terminal was asked about.</returns>
    public long Describe(int place, long time, long amount, EntityKey key, ReadOnlySpan<byte> terminal,
        Span<float> row)
    {
        var hash = Partitioner.Murmur2(terminal);
        var shard = Partitioner.ShardOf(hash, map.Shards);
        // The terminal is far away in memory: it comes while the card's features are computed, in two steps.
        ref readonly var card = ref CardOf(place);
        var near = tables(shard);
        var sought = near.Seek(key);
        card.DescribeRecent(time, amount, row);
        near.SeekWaiting(sought);
        card.DescribeDays(time, amount, hash, delay, row);
        var asked = asOfThen is > 0 and var then ? then : time;
        while (true)
        {
            var table = tables(shard);
            var asOf = table.Describe(key, asked, row, isOwn: table == Own);
            // Of a shard that was lost to another node there is a new one.
            if (asOf != TerminalTable.Gone) return asOf;
        }
    }

    /// <summary>As <see cref="TerminalTable.CountsFrom"/> of the shard's terminals.</summary>
    public long CountsFrom(long time) => asOfThen ?? Own.CountsFrom(time);

    /// <summary>
    /// To decide again what is in a journal: terminals are asked about in tables that have everything, as of when they
    /// were asked then.
    /// </summary>
    /// <param name="then">The tables, by shard; nothing is ever settled in them.</param>
    public void AnswerFrom(Func<int, TerminalTable> then) => tables = then;

    /// <summary>What the event of the next decision says: as of when, where not as usual; 0 for as usual.</summary>
    public void Recall(long asOf) => asOfThen = asOf;

    /// <summary>Takes a payment into its card's past; gives the card's place.</summary>
    /// <param name="place">What the account says so far; 0 for none.</param>
    /// <param name="time">Milliseconds since 1970.</param>
    /// <param name="amount">Minor units.</param>
    /// <param name="terminal">Its name.</param>
    public int Take(int place, long time, long amount, ReadOnlySpan<byte> terminal)
    {
        if (place <= 0) place = cards.Add() + 1;
        cards.Write(place - 1).Take(time, amount, Partitioner.Murmur2(terminal));
        return place;
    }

    /// <summary>Notes that terminals were asked about.</summary>
    public void NoteAsked(long asOf) => Asked = Math.Max(Asked, asOf);

    /// <summary>A payment of a card turned out to be a fraud.</summary>
    public void Confirm(int place, long time)
    {
        if (place > 0) cards.Write(place - 1).Confirm(time);
    }

    /// <summary>All messages about records up to a time have come, from every shard.</summary>
    /// <param name="time">Milliseconds since 1970; the least there is at a start.</param>
    /// <param name="isShared">Whether other nodes ask copies of the shard's terminals.</param>
    public void Reach(long time, bool isShared)
    {
        // What was answered before the start stays so; copies have not heard of all that was.
        if (time > long.MinValue) Own.Reach(UntilOf(time), time - slack);
        else if (!isShared) Own.Reach(Terminals.Asked, 0);
        Own.Answer(time == long.MinValue ? Terminals.Asked : isShared ? UntilOf(time) : 0);
    }

    /// <summary>
    /// The shard announces that all messages up to a time have come: once it is durable, copies answer by it.
    /// </summary>
    public void Announce(long time) => Own.Answer(UntilOf(time));

    /// <summary>A batch of the shard is sealed.</summary>
    public void Seal() => Own.Sealed();

    /// <summary>Everything that was handed over has come to rest: sources may read on up to a time.</summary>
    public void ReadOn(long time) => Own.Reach(Math.Max(time, 0) + DayMilliseconds, 0);

    public void Dispose()
    {
        cards.Dispose();
        Labels.Dispose();
        Days.Dispose();
        Own.Dispose();
    }

    private long UntilOf(long time) => time + Math.Min(Ahead, delay);

    private static readonly CardActivity nobody;
}
