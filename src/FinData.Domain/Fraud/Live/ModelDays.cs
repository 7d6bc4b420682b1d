using FinData.Domain.Fraud.Evaluation;
using FinData.Domain.Fraud.History;
using FinData.Engine.Entities;
using FinData.Engine.Memory;

namespace FinData.Domain.Fraud.Live;

/// <summary>What a model has said of a day's payments in one currency, and what their labels say of that.</summary>
public struct ModelDay
{
    /// <summary>The UTC day of the payments, counted since 1970.</summary>
    public int Day;

    /// <summary>The number of the model; 0 where the record is free.</summary>
    public ushort Model;

    /// <summary>The packed currency.</summary>
    public ushort Currency;

    /// <summary>Payments that were alerted: their score raised an alert, or a rule declined or reviewed them.</summary>
    public long Alerted;

    /// <summary>Those among them with a label.</summary>
    public long AlertedFrauds, AlertedGenuine;

    /// <summary>Minor units of frauds that were alerted, and of those that were not.</summary>
    public long Caught, Missed;

    /// <summary>The scores.</summary>
    public ScoreBins Scores;
}

/// <summary>A payment that was scored, as its decision or its label tells of it.</summary>
/// <param name="Time">Of the payment, in milliseconds since 1970.</param>
/// <param name="Model">The number of the model.</param>
/// <param name="Currency">The packed currency.</param>
/// <param name="Score">Log-odds in parts of <see cref="Models.TreeModel.One"/>.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="IsAlerted">Whether it was, see <see cref="ModelDay.Alerted"/>.</param>
public readonly record struct ScoredPayment(long Time, ushort Model, ushort Currency, long Score, long Amount,
    bool IsAlerted);

/// <summary>Day by day how the models of a shard do: a fold of the journal.</summary>
/// <remarks>
/// The newest <see cref="DaysMax"/> days and at most <see cref="RecordsMax"/> records, about 3 KB each; beyond either
/// the oldest day is forgotten. A payment costs a comparison and two increments. One thread: the shard's.
/// </remarks>
public sealed class ModelDays : IDisposable
{
    /// <summary>How many days are kept, of those with payments the newest.</summary>
    public const int DaysMax = 400;

    /// <summary>How many records are kept: one for each day, model and currency.</summary>
    public const int RecordsMax = 1024;

    private readonly Slab<ModelDay> records = new();
    private readonly Dictionary<(int Day, ushort Model, ushort Currency), int> places = [];
    private (int Day, ushort Model, ushort Currency) latest;
    private int latestPlace = -1;

    /// <summary>The first day of which all is known.</summary>
    public int Since { get; private set; } = int.MinValue;

    /// <summary>The latest time of a label; 0 before the first.</summary>
    public long LabelledAt { get; private set; }

    public IEnumerable<SnapshotPart> Parts =>
    [
        new SlabPart<ModelDay>(records, Reindex),
        new NumbersPart(() => [Since, LabelledAt], n => (Since, LabelledAt) = ((int)n[0], n[1])),
    ];

    /// <summary>Looks at each record.</summary>
    public void Each(Visitor visit)
    {
        foreach (var place in places.Values) visit(in records.Read(place));
    }

    /// <summary>Looks at a record.</summary>
    public delegate void Visitor(in ModelDay day);

    /// <summary>A payment was scored.</summary>
    public void Count(in ScoredPayment payment)
    {
        var place = PlaceOf(in payment, isNew: true);
        if (place < 0) return;
        ref var day = ref records.Write(place);
        day.Scores[ScoreHistogram.BinOf(payment.Score)].All++;
        if (payment.IsAlerted) day.Alerted++;
    }

    /// <summary>A scored payment got its label.</summary>
    /// <param name="payment">It, as it was counted.</param>
    /// <param name="isFraud">What the label says.</param>
    /// <param name="time">When it came, in milliseconds since 1970.</param>
    public void Label(in ScoredPayment payment, bool isFraud, long time)
    {
        LabelledAt = Math.Max(LabelledAt, time);
        var place = PlaceOf(in payment, isNew: false);
        if (place < 0) return;
        ref var day = ref records.Write(place);
        ref var bin = ref day.Scores[ScoreHistogram.BinOf(payment.Score)];
        if (!isFraud)
        {
            bin.Genuine++;
            if (payment.IsAlerted) day.AlertedGenuine++;
            return;
        }
        bin.Frauds++;
        if (payment.IsAlerted) (day.AlertedFrauds, day.Caught) = (day.AlertedFrauds + 1, day.Caught + payment.Amount);
        else day.Missed += payment.Amount;
    }

    public void Dispose() => records.Dispose();

    private int PlaceOf(in ScoredPayment payment, bool isNew)
    {
        var key = (DayRange.DayOf(payment.Time), payment.Model, payment.Currency);
        if (latestPlace >= 0 && key == latest) return latestPlace;
        if (!places.TryGetValue(key, out var place)) place = isNew ? Add(key) : -1;
        if (place >= 0) (latest, latestPlace) = (key, place);
        return place;
    }

    private int Add((int Day, ushort Model, ushort Currency) key)
    {
        if (key.Day < Since) return -1;
        // Days with payments count: one of today beside a history of years ago drives nothing out.
        var days = places.Keys.Select(k => k.Day).Append(key.Day).Distinct().ToList();
        if (days.Count > DaysMax || places.Count >= RecordsMax) Forget(days.Min() + 1);
        if (key.Day < Since) return -1;
        var place = records.Add();
        ref var day = ref records.Write(place);
        (day.Day, day.Model, day.Currency) = key;
        return places[key] = place;
    }

    private void Forget(int before)
    {
        if (before <= Since) return;
        Since = before;
        foreach (var (key, place) in places.Where(p => p.Key.Day < before).ToList())
        {
            places.Remove(key);
            records.Remove(place);
        }
        latestPlace = -1;
    }

    private void Reindex()
    {
        for (var place = 0; place < records.Count; place++)
            if (records.Read(place) is { Model: > 0 } day) places[(day.Day, day.Model, day.Currency)] = place;
    }
}
