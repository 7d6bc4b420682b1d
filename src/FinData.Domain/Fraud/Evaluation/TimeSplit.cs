using FinData.Domain.Fraud.History;

namespace FinData.Domain.Fraud.Evaluation;

/// <summary>
/// Which payments a model learns from and which it is tried on: later days, without cards known to be compromised.
/// </summary>
/// <remarks>
/// Left out on a test day D are all payments of cards with a fraud on a train day, or on any day from the last train
/// day to the one whose labels have come in before D.
/// </remarks>
public sealed class TimeSplit
{
    /// <summary>Splits a history.</summary>
    /// <param name="history">Everything that is known.</param>
    /// <param name="train">The days whose labels a model may learn from.</param>
    /// <param name="test">The days it is tried on, after the train days and the delay.</param>
    /// <param name="delayDays">Days from a payment to its label.</param>
    /// <exception cref="FraudException">
    /// The days overlap, or the history has no payment or no fraud in one of them.
    /// </exception>
    public TimeSplit(PaymentHistory history, DayRange train, DayRange test, int delayDays)
    {
        if (test.First <= train.Last + delayDays)
        {
            throw new FraudException($"The test of {test} begins before the labels of {train} are known: " +
                $"{delayDays} days after {DayRange.TextOf(train.Last)}. Take a later test or an earlier train.");
        }
        (History, TrainDays, TestDays, LabelDelay) = (history, train, test, delayDays * DayRange.DayMilliseconds);
        Train = [.. history.In(train)];
        Require(Train, "train", train);
        Test = [.. TestRows(history, train, test, delayDays)];
        Require(Test, "test", test);
    }

    public PaymentHistory History { get; }

    public DayRange TrainDays { get; }

    public DayRange TestDays { get; }

    /// <summary>From a payment to its label, in milliseconds.</summary>
    public long LabelDelay { get; }

    /// <summary>Places in the history to learn from.</summary>
    public IReadOnlyList<int> Train { get; }

    /// <summary>Places in the history to be tried on.</summary>
    public IReadOnlyList<int> Test { get; }

    private static IEnumerable<int> TestRows(PaymentHistory history, DayRange train, DayRange test, int delayDays)
    {
        var known = new HashSet<int>();
        foreach (var i in history.In(train)) Note(i);
        var next = train.Last;
        for (var day = test.First; day <= test.Last; day++)
        {
            // The labels of day n are in when day n + delay is over.
            for (; next < day - delayDays; next++)
                foreach (var i in history.In(new(next, next))) Note(i);
            foreach (var i in history.In(new(day, day)))
                if (!known.Contains(history.Payments[i].Card)) yield return i;
        }

        void Note(int i)
        {
            if (history.Payments[i].IsFraud) known.Add(history.Payments[i].Card);
        }
    }

    private void Require(IReadOnlyList<int> rows, string what, DayRange days)
    {
        if (!rows.Any(i => History.Payments[i].IsFraud) || rows.All(i => History.Payments[i].IsFraud))
        {
            throw new FraudException($"The {what} days {days} have {rows.Count} payments, and not both frauds and " +
                "others among them. Name the files that have these days.");
        }
    }
}
