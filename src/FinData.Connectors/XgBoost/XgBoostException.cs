using FinData.Engine.Diagnostics;

namespace FinData.Connectors.XgBoost;

/// <summary>XGBoost is missing or has failed.</summary>
/// <param name="message">What it said, and what to do.</param>
/// <param name="inner">What it came from.</param>
public sealed class XgBoostException(string message, Exception? inner = null) : FinDataException(message, inner);
