using FinData.Engine.Diagnostics;

namespace FinData.TestKit.Actors;

/// <summary>A simulated run did not do what the test expects.</summary>
/// <param name="message">What was expected, what came, and the seed that repeats it.</param>
public sealed class SimulationException(string message) : FinDataException(message);
