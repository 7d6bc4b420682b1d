namespace FinData.Fraud;

/// <summary>A model and its figures, as <see cref="Domain.Fraud.Evaluation.DetectionFigures"/> defines them.</summary>
public sealed record ModelFigures(string Model, double Auc, double AveragePrecision, double CardPrecision100);
