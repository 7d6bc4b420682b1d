using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using FinData.Domain.Fraud;
using FinData.Domain.Fraud.Evaluation;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.History;
using FinData.Domain.Fraud.Models;

namespace FinData.Fraud;

/// <summary>A model fresh from its training, with what its card says of it.</summary>
public sealed class TrainedModel
{
    private const int TestDays = 7;

    private readonly TimeSplit? split;
    private readonly double[] scores = [];

    private TrainedModel(ModelNotes notes, TreeModel model, TimeSplit? split, double[] scores) =>
        (Notes, Model, this.split, this.scores) = (notes, model, split, scores);

    public TreeModel Model { get; }

    public ModelNotes Notes { get; }

    /// <summary>What <c>findata fraud train</c> has written.</summary>
    /// <param name="Model">What tells it from others: the beginning of its hash.</param>
    /// <param name="File">Where it is.</param>
    /// <param name="Card">Where its card is.</param>
    /// <param name="Bytes">Its size.</param>
    /// <param name="Trees">How many trees it has.</param>
    /// <param name="Notes">What it was made of.</param>
    public sealed record Summary(string Model, string File, string Card, int Bytes, int Trees, ModelNotes Notes);

    /// <summary>Trains on some days of files; tries the model on the week after the delay, if it is there.</summary>
    /// <exception cref="FraudException">The days have no frauds, or nothing else.</exception>
    public static TrainedModel Train(IReadOnlyList<string> files, DayRange days, int seed,
        int delayDays = Baselines.LabelDelayDays)
    {
        var history = HistoryFiles.Read(files);
        var rows = history.In(days).ToList();
        var labels = Baselines.LabelsOf(history, rows);
        if (!labels.Contains(true) || !labels.Contains(false))
        {
            throw new FraudException($"The days {days} have {rows.Count} payments, and not both frauds " +
                "and others among them. Name the files that have these days.");
        }
        var delay = delayDays * DayRange.DayMilliseconds;
        var model = ModelTraining.Train(FeatureReplay.Of(history, rows, delay), labels, seed);
        var split = LaterWeek(history, days, delayDays);
        var scores = split is null ? []
            : ModelTraining.Scores(model, FeatureReplay.Of(history, split.Test, delay));
        var notes = new ModelNotes(days.ToString(), rows.Count, labels.Count(l => l), seed,
            delayDays, split?.TestDays.ToString(), split?.Test.Count, split is null ? null
                : Baselines.LabelsOf(history, split.Test).Count(l => l),
            split is null ? null : DetectionFigures.Of(split, scores));
        return new TrainedModel(notes, model, split, scores);
    }

    /// <summary>Writes the model and its card; each appears once it is whole.</summary>
    /// <exception cref="FraudException">The disk does not take them.</exception>
    public Summary Write(string path)
    {
        var bytes = Model.ToBytes(JsonSerializer.Serialize(Notes, Json.Options));
        var name = TreeModel.NameOf(bytes);
        var card = path + ".html";
        ModelFile.WriteWhole(path, bytes);
        var curve = split is null ? [] : DetectionFigures.Curve(split, scores);
        ModelFile.WriteWhole(card, Encoding.UTF8.GetBytes(ModelCard.Html(name, Model, Notes, curve)));
        return new(name, path, card, bytes.Length, Model.Trees, Notes);
    }

    private static TimeSplit? LaterWeek(PaymentHistory history, DayRange train, int delayDays)
    {
        var first = train.Last + delayDays + 1;
        var days = new DayRange(first, first + TestDays - 1);
        var isThere = history.Payments.Length > 0 && DayRange.DayOf(history.Payments[^1].Time) >= days.Last
            && history.In(days).Any(i => history.Payments[i].IsFraud);
        return isThere ? new TimeSplit(history, train, days, delayDays) : null;
    }
}

/// <summary>What a model was made of; it is kept in its file.</summary>
/// <param name="Train">The days it learned from.</param>
/// <param name="Payments">How many payments they had.</param>
/// <param name="Frauds">How many of them were frauds.</param>
/// <param name="Seed">The seed of its chance.</param>
/// <param name="LabelDelayDays">Days from a payment to its label.</param>
/// <param name="Test">The days it was tried on; null where there were none.</param>
/// <param name="TestPayments">How many payments they had, without cards known to be compromised.</param>
/// <param name="TestFrauds">How many of them were frauds.</param>
/// <param name="Figures">How well it told them.</param>
public sealed record ModelNotes(string Train, int Payments, int Frauds, int Seed, int LabelDelayDays, string? Test,
    int? TestPayments, int? TestFrauds, DetectionFigures? Figures)
{
    /// <summary>From a payment to its label, in milliseconds.</summary>
    [JsonIgnore]
    public long LabelDelay => LabelDelayDays * DayRange.DayMilliseconds;
}
