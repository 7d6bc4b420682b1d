using FinData.Engine.Diagnostics;

namespace FinData.Domain.Fraud;

/// <summary>A history or a model cannot be used.</summary>
/// <param name="message">What is wrong with which, and what to do.</param>
/// <param name="inner">What it came from.</param>
public sealed class FraudException(string message, Exception? inner = null) : FinDataException(message, inner);
