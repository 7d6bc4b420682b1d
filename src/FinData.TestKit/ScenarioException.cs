using FinData.Engine.Diagnostics;

namespace FinData.TestKit;

/// <summary>An entity did not do what its scenario expects.</summary>
/// <param name="message">Which step, what was expected, and what came.</param>
public sealed class ScenarioException(string message) : FinDataException(message);
