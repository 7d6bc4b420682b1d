using FinData.Engine.Actors;
using FinData.TestKit.Actors;
using Xunit.Abstractions;

namespace FinData.Tests.Actors;

public class SimulationTests(ITestOutputHelper output)
{
    private const string SeedVariable = "FINDATA_SEED";

    public static TheoryData<int> Seeds =>
        int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out var seed)
            ? [seed]
            : [.. Enumerable.Range(0, 200)];

    [Theory, MemberData(nameof(Seeds))]
    public void Every_message_is_handled_or_dead_and_every_end_is_heard_whatever_fails(int seed)
    {
        var simulation = new ActorSimulation(seed);
        var passed = false;
        try
        {
            simulation.Run();
            passed = true;
        }
        finally
        {
            if (!passed) Explain(simulation);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_and_another_seed_another()
    {
        List<string> TraceOf(int seed)
        {
            var simulation = new ActorSimulation(seed);
            simulation.Run();
            return simulation.Trace;
        }

        var first = TraceOf(7);
        Assert.Equal(first, TraceOf(7));
        Assert.NotEqual(first, TraceOf(8));
    }

    [Fact]
    public void Actors_that_go_in_a_circle_are_found_out()
    {
        var simulation = new SimulatedDispatcher(seed: 1);
        var system = new ActorSystem("circle", simulation, simulation.Time);
        system.Spawn(() => new Scripted { OnReceive = (_, context) => context.Self.Tell("again") }).Tell("go");
        Assert.Throws<SimulationException>(simulation.RunUntilIdle);
    }

    [Fact]
    public void What_is_awaited_in_a_simulation_goes_on_in_it()
    {
        var simulation = new SimulatedDispatcher(seed: 1);
        var thread = Environment.CurrentManagedThreadId;
        var elsewhere = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        simulation.Time.CreateTimer(_ => elsewhere.SetResult(), null, TimeSpan.FromHours(3), Timeout.InfiniteTimeSpan);
        simulation.Complete(async () =>
        {
            await elsewhere.Task;
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
        });
        Assert.Equal(TimeSpan.FromHours(3), simulation.Time.Elapsed);
    }

    [Fact]
    public void A_probe_says_what_it_expected_and_the_seed()
    {
        var simulation = new SimulatedDispatcher(seed: 17);
        var probe = new TestProbe<string>(new ActorSystem("test", simulation, simulation.Time), simulation, "probe");
        var failure = Assert.Throws<SimulationException>(() => probe.ExpectMessage());
        Assert.Equal(
            "/user/probe: expected a message within 00:00:03, and none came " +
            "(seed 17, turn 3, 00:00:03 after the start).",
            failure.Message);
        probe.Ref.Tell("surprise");
        Assert.Throws<SimulationException>(() => probe.ExpectNoMessage());
        Assert.Throws<SimulationException>(() => probe.ExpectMessage("other"));
        Assert.Throws<SimulationException>(() => probe.ExpectTerminated(probe.Ref));
        foreach (var message in new[] { "1", "2", "3" }) probe.Ref.Tell(message);
        Assert.Equal("2", probe.FishForMessage(message => message == "2"));
        Assert.Equal("3", probe.ExpectMessage<string>());
    }

    private void Explain(ActorSimulation simulation)
    {
        output.WriteLine($"Failed at {simulation.Dispatcher}. To repeat:");
        output.WriteLine(
            $"  {SeedVariable}={simulation.Dispatcher.Seed} dotnet test tests/FinData.Tests " +
            $"--filter FullyQualifiedName~Actors.{nameof(SimulationTests)}");
        output.WriteLine("The last steps:");
        foreach (var line in simulation.Trace.TakeLast(30)) output.WriteLine($"  {line}");
    }
}
