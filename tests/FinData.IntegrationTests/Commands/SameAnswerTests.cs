using System.Text.RegularExpressions;
using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Commands;

/// <summary>A question has one answer, whether a node runs on the folder or not.</summary>
public sealed partial class SameAnswerTests(SameAnswerTests.Asked asked) : IClassFixture<SameAnswerTests.Asked>
{
    [Theory]
    [MemberData(nameof(Questions))]
    public void A_running_node_and_a_folder_at_rest_give_the_same_answer(string question)
    {
        var (running, resting) = (Common(asked.Running[question]), Common(asked.Resting[question]));

        Assert.NotEqual("", running);
        Assert.Equal(running, resting);
    }

    [Fact]
    public void Only_the_state_of_a_shard_tells_the_two_apart()
    {
        Assert.Contains("\"state\":\"running\"", asked.Running["shard list --json"]);
        Assert.Contains("\"state\":\"stopped\"", asked.Resting["shard list --json"]);
    }

    [Fact]
    public void The_answers_have_something_to_say()
    {
        Assert.Contains("account:a0000001", asked.Resting["account show account:a0000001"]);
        Assert.Contains("malformed-json", asked.Resting["deadletter list --json"]);
        Assert.Contains("\"rule\"", asked.Resting["alert list --json"]);
        Assert.Contains("\"quantity\"", asked.Resting["product show p00001 --json"]);
        Assert.All(nodeExports, name => Assert.Contains('\n', asked.Resting[$"export {name}"]));
    }

    private static readonly string[] nodeExports = ["balances", "alerts", "products", "sales", "top", "deadletters"];

    private static readonly string[] all =
    [
        "account show account:a0000001", "account show account:a0000001 --json", "account list --json",
        "alert list", "alert list --json", "shard list --json", "product show p00001 --json", "product top",
        "product top --json", "deadletter list", "deadletter list --json",
        "at 2100-01-01 account account:a0000001", "at 2100-01-01 account account:a0000001 --json",
        "at 2100-01-01 product p00001 --json", "decision show t000000005540 --json",
        "decision show t000000005540", "decision replay t000000005540 --json",
        .. nodeExports.Select(name => $"export {name}"),
    ];

    // What waits in sources is known while they are read only, and a node's clock goes on until it stops.
    private static string Common(string answer) => StateOfShard().Replace(answer, "");

    [GeneratedRegex("""
        "batch":\d+|"lag":(\d+|null),"state":"\w+",|"watermark":("[^"]*"|null)|,?\{"source":"ticks","position":\d+\}
        """)]
    private static partial Regex StateOfShard();

    public static TheoryData<string> Questions => [.. all];

    /// <summary>All questions asked of a node, and of its folder after it has stopped.</summary>
    public sealed class Asked : IAsyncLifetime
    {
        private const int AtOnce = 4;

        private readonly TestFolder folder = new();

        public IReadOnlyDictionary<string, string> Running { get; private set; } = new Dictionary<string, string>();

        public IReadOnlyDictionary<string, string> Resting { get; private set; } = new Dictionary<string, string>();

        public async Task InitializeAsync()
        {
            var data = folder.Of("data");
            var odd = folder.Write("odd.ndjson",
                "{\"id\":\"odd1\",\"ts\":\"2026-01-05T10:00:00Z\",\"type\":\"gift\",\"account\":\"a\"}\nno json\n");
            (await RunningProgram.Run("simulate", "--accounts", "300", "--records", "20000", "--data", data)).Done();
            (await RunningProgram.Run("replay", odd, "--data", data)).Done();
            using (var node = await RunningNode.Start(data))
            {
                Running = await Ask(data, AtOnce);
                node.Program.Interrupt();
                Assert.Equal(0, (await node.Program.End()).Code);
            }
            // At rest the folder is one process's at a time.
            Resting = await Ask(data, atOnce: 1);
        }

        public Task DisposeAsync()
        {
            folder.Dispose();
            return Task.CompletedTask;
        }

        private static async Task<IReadOnlyDictionary<string, string>> Ask(string data, int atOnce)
        {
            var answers = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
            await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = atOnce },
                async (question, _) =>
                    answers[question] = (await RunningProgram.Run([.. question.Split(' '), "--data", data])).Done());
            return answers;
        }
    }
}
