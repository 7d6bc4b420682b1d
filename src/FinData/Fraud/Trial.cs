using FinData.Domain.Fraud.Evaluation;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Models;

namespace FinData.Fraud;

/// <summary>Boosted trees on a split: trained on its train days, tried on its test days.</summary>
public sealed class Trial(TimeSplit split)
{
    private readonly FeatureTable<float> train =
        FeatureReplay.Of(split.History, split.Train, split.LabelDelay);
    private readonly FeatureTable<float> test =
        FeatureReplay.Of(split.History, split.Test, split.LabelDelay);
    private readonly bool[] labels = Baselines.LabelsOf(split.History, split.Train);

    /// <summary>A model of some families of features, null for all.</summary>
    public TreeModel Train(int seed, IReadOnlyCollection<string>? families = null) =>
        ModelTraining.Train(train, labels, seed, families);

    /// <summary>A model's scores of the test payments, as log-odds.</summary>
    public double[] Scores(TreeModel model) => ModelTraining.Scores(model, test);

    /// <summary>Mean and deviation of the figures over the seeds from 1.</summary>
    public ModelFigures Evaluate(string name, int seeds, IReadOnlyCollection<string>? families = null)
    {
        var figures = Enumerable.Range(1, seeds)
            .Select(seed => DetectionFigures.Of(split, Scores(Train(seed, families)))).ToList();
        return ModelFigures.Of(name, figures);
    }

    /// <summary>The families added one after the other.</summary>
    public IEnumerable<ModelFigures> EvaluateFamilies(int seeds) =>
        Enumerable.Range(1, FeatureSet.Families.Count).Select(count => Evaluate(
            (count == 1 ? "" : "+ ") + FeatureSet.Families[count - 1], seeds,
            [.. FeatureSet.Families.Take(count)]));
}
