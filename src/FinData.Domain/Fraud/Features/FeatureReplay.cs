using System.Text;
using FinData.Domain.Fraud.History;
using FinData.Engine.Entities;

namespace FinData.Domain.Fraud.Features;

/// <summary>
/// Computes features of a history as a stream would have: payment by payment, labels after their delay.
/// </summary>
public sealed class FeatureReplay : IDisposable
{
    private readonly PaymentHistory history;
    private readonly long delay;
    private readonly CardActivity[] cards;
    private readonly TerminalTable terminals;
    private readonly EntityKey[] terminalKeys;
    private readonly uint[] terminalHashes;
    private int known;

    /// <summary>A replay that has not taken any payment yet.</summary>
    /// <param name="history">All payments that features may look back to.</param>
    /// <param name="labelDelay">From a payment to its label, in milliseconds; the label counts from then on.</param>
    public FeatureReplay(PaymentHistory history, long labelDelay)
    {
        (this.history, delay) = (history, labelDelay);
        cards = new CardActivity[history.Cards.Count];
        terminals = new TerminalTable(labelDelay);
        terminalKeys = [.. history.Terminals.Select(t => KeyHasher.Public.Hash(0, Encoding.UTF8.GetBytes(t)))];
        terminalHashes = [.. history.Terminals.Select(t => Partitioner.Murmur2(Encoding.UTF8.GetBytes(t)))];
    }

    /// <summary>The features of some payments of a history, in their order.</summary>
    /// <param name="history">All payments that features may look back to.</param>
    /// <param name="rows">Places in the history, rising.</param>
    /// <param name="labelDelay">From a payment to its label, in milliseconds; the label counts from then on.</param>
    public static FeatureTable<float> Of(PaymentHistory history, IReadOnlyList<int> rows, long labelDelay)
    {
        using var replay = new FeatureReplay(history, labelDelay);
        var table = new FeatureTable<float>(FeatureSet.Names, rows.Count);
        var row = 0;
        for (var i = 0; i < history.Payments.Length && row < rows.Count; i++)
            row += replay.Take(i, i == rows[row] ? table[row] : []);
        return table;
    }

    /// <summary>What makes a score of a row of features.</summary>
    public delegate long Scorer(ReadOnlySpan<float> row);

    /// <summary>Scores all payments, each as it was when it was made; gives the sum of the scores.</summary>
    /// <remarks>Once only: a replay does not go back.</remarks>
    public long ScoreAll(Scorer score)
    {
        Span<float> row = stackalloc float[FeatureSet.Count];
        var sum = 0L;
        for (var i = 0; i < history.Payments.Length; i++)
        {
            Take(i, row);
            sum += score(row);
        }
        return sum;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => terminals.Dispose();

    // Describes the next payment where it is asked for, and takes it in; gives 1 when it was described.
    private int Take(int place, Span<float> to)
    {
        ref readonly var payment = ref history.Payments[place];
        for (; history.Payments[known].Time <= payment.Time - delay; known++)
        {
            ref readonly var label = ref history.Payments[known];
            if (label.IsFraud) cards[label.Card].Confirm(label.Time);
        }
        ref var card = ref cards[payment.Card];
        var (terminal, hash) = (terminalKeys[payment.Terminal], terminalHashes[payment.Terminal]);
        if (to.Length > 0)
        {
            card.Describe(payment.Time, payment.Amount, hash, delay, to);
            terminals.Reach(payment.Time, payment.Time);
            terminals.Describe(terminal, payment.Time, to);
        }
        var ratio = card.RatioOf(payment.Amount);
        terminals.Take(terminal, payment.Time, payment.Id, payment.Amount, ratio);
        // It counts from the end of its delay, however early it is told.
        if (payment.IsFraud) terminals.Confirm(terminal, payment.Time, payment.Id, payment.Amount, ratio);
        card.Take(payment.Time, payment.Amount, hash);
        return to.Length > 0 ? 1 : 0;
    }
}
