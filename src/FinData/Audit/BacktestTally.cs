using System.Numerics;
using System.Runtime.InteropServices;
using FinData.Domain.Fraud.Evaluation;
using FinData.Domain.Fraud.History;
using FinData.Domain.Money;
using FinData.Domain.Rules;

namespace FinData.Audit;

/// <summary>What is done with a debit; in the order of severity.</summary>
internal enum Treatment
{
    Accepted,
    Alert,      // Accepted too, and somebody is told, for its score.
    Review,
    Declined,
}

/// <summary>A debit that rules were asked about; probabilities are NaN where nothing scored it.</summary>
internal readonly record struct JudgedDebit(long Time, long Amount, ushort Currency, Treatment Was, bool? IsFraud,
    double WasProbability, double WouldProbability);

/// <summary>Counts what rules did and would do.</summary>
internal sealed class BacktestTally(DayRange days, IReadOnlyList<Rule> rules, double alertFrom)
{
    private readonly Scores wasScores = new(alertFrom), wouldScores = new(alertFrom);
    private readonly Side was = new(), would = new();
    private readonly OfRule[] ofRules = [.. rules.Select(_ => new OfRule())];
    private readonly long[,] flips = new long[4, 4];
    private readonly OfDay[] ofDays = [.. Enumerable.Range(0, days.Days).Select(_ => new OfDay())];
    private long debits, labelled, frauds;

    /// <summary>What a verdict and a score do with a debit.</summary>
    public Treatment TreatmentOf(RuleAction action, double probability) => action switch
    {
        RuleAction.Decline => Treatment.Declined,
        RuleAction.Review => Treatment.Review,
        _ => probability >= alertFrom ? Treatment.Alert : Treatment.Accepted,
    };

    /// <summary>As people read it.</summary>
    public static string NameOf(Treatment treatment) => treatment.ToString().ToLowerInvariant();

    /// <summary>Takes a debit of the days.</summary>
    public void Take(in JudgedDebit debit, RuleVerdict verdict)
    {
        var then = TreatmentOf(verdict.Action, debit.WouldProbability);
        debits++;
        if (debit.IsFraud is not null) labelled++;
        if (debit.IsFraud == true) frauds++;
        flips[(int)debit.Was, (int)then]++;
        was.Take(in debit, debit.Was);
        would.Take(in debit, then);
        wasScores.Take(debit.WasProbability, debit.IsFraud);
        wouldScores.Take(debit.WouldProbability, debit.IsFraud);
        for (var hits = verdict.Hits; hits != 0; hits &= hits - 1)
            ofRules[BitOperations.TrailingZeroCount(hits)].Take(debit.IsFraud);
        for (var missing = verdict.Missing; missing != 0; missing &= missing - 1)
            ofRules[BitOperations.TrailingZeroCount(missing)].Unknown++;
        var day = ofDays[DayRange.DayOf(debit.Time) - days.First];
        day.Debits++;
        if (debit.Was >= Treatment.Review) day.Was++;
        if (then >= Treatment.Review) day.Would++;
        if (debit.IsFraud != true) return;
        day.Frauds++;
        if (then >= Treatment.Review) day.Stopped++;
    }

    /// <summary>All of it.</summary>
    public BacktestReport Report(IReadOnlyList<Flip> examples) => new(DayRange.TextOf(days.First),
        DayRange.TextOf(days.Last), days.Days, debits, labelled, frauds,
        [.. rules.Select((rule, i) => new BacktestRule(rule.Name, rule.Action.ToString().ToLowerInvariant(),
            ofRules[i].Hits, ADay(ofRules[i].Hits), ofRules[i].Unknown, Share(ofRules[i].Frauds, ofRules[i].Labelled),
            Share(ofRules[i].Frauds, frauds)))],
        OutcomeOf(was), OutcomeOf(would), Side.Text(would.FraudMoney.Keys.Union(was.FraudMoney.Keys).Order()
            .ToDictionary(c => c, c => would.FraudMoney.GetValueOrDefault(c) - was.FraudMoney.GetValueOrDefault(c))),
        [.. from before in Enum.GetValues<Treatment>()
            from after in Enum.GetValues<Treatment>()
            where before != after && flips[(int)before, (int)after] > 0
            select new FlipCount(NameOf(before), NameOf(after), flips[(int)before, (int)after])],
        examples,
        [.. ofDays.Select((d, i) => new BacktestDay(DayRange.TextOf(days.First + i), d.Debits, d.Was, d.Would,
            d.Frauds, d.Stopped))])
    {
        WasScores = wasScores.Figures(days.Days), WouldScores = wouldScores.Figures(days.Days),
    };

    private BacktestOutcome OutcomeOf(Side side) => new(side.Declined, side.Reviewed,
        ADay(side.Declined + side.Reviewed), Share(side.Frauds, side.Labelled), Share(side.Frauds, frauds),
        Side.Text(side.FraudMoney), Side.Text(side.GenuineMoney));

    private double ADay(long count) => Math.Round((double)count / days.Days, 2);

    private static double? Share(long part, long all) => all == 0 ? null : Math.Round((double)part / all, 4);

    private sealed class OfRule
    {
        public long Hits, Unknown, Labelled, Frauds;

        public void Take(bool? isFraud)
        {
            Hits++;
            if (isFraud is not null) Labelled++;
            if (isFraud == true) Frauds++;
        }
    }

    private sealed class Scores(double alertFrom)
    {
        private readonly List<double> probabilities = [];
        private readonly List<bool> isFraud = [];
        private long scored, alerts;

        public void Take(double probability, bool? label)
        {
            if (double.IsNaN(probability)) return;
            scored++;
            if (probability >= alertFrom) alerts++;
            if (label is not { } known) return;
            probabilities.Add(probability);
            isFraud.Add(known);
        }

        public ScoreFigures? Figures(int days)
        {
            if (scored == 0) return null;
            var frauds = isFraud.Count(f => f);
            var curve = DetectionFigures.Curve(CollectionsMarshal.AsSpan(probabilities),
                CollectionsMarshal.AsSpan(isFraud));
            return new ScoreFigures(scored, alerts, Math.Round((double)alerts / days, 2),
                frauds == 0 ? null : Math.Round(DetectionFigures.AveragePrecisionOf(curve), 4),
                frauds == 0 || frauds == isFraud.Count ? null : Math.Round(DetectionFigures.AucOf(curve), 4))
            {
                Curve = frauds == 0 ? [] : curve,
            };
        }
    }

    private sealed class OfDay
    {
        public long Debits, Was, Would, Frauds, Stopped;
    }

    private sealed class Side
    {
        public long Declined, Reviewed, Labelled, Frauds;

        public Dictionary<ushort, Int128> FraudMoney { get; } = [];

        public Dictionary<ushort, Int128> GenuineMoney { get; } = [];

        public static Dictionary<string, string> Text(Dictionary<ushort, Int128> money) =>
            money.ToDictionary(m => new Currency(m.Key).ToString(),
                m => MoneyText.Format(m.Value, new Currency(m.Key).Digits));

        public void Take(in JudgedDebit debit, Treatment treatment)
        {
            if (treatment < Treatment.Review) return;
            if (treatment == Treatment.Declined) Declined++;
            else Reviewed++;
            if (debit.IsFraud is not { } isFraud) return;
            Labelled++;
            if (isFraud) Frauds++;
            var money = isFraud ? FraudMoney : GenuineMoney;
            money[debit.Currency] = money.GetValueOrDefault(debit.Currency) + debit.Amount;
        }
    }
}
