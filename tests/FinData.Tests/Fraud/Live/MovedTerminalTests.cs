using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Live;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Records;
using FinData.Engine.Shards;

namespace FinData.Tests.Fraud.Live;

/// <summary>A shard may go to another node while its terminal is asked about: then it has a new table.</summary>
public sealed class MovedTerminalTests : IDisposable
{
    private const long Delay = 7 * 86_400_000L, Now = 60 * 86_400_000L;

    private readonly ShardMap map = new(1, default);
    private readonly TerminalTable before = new(Delay), after = new(Delay);
    private readonly FraudBook book;

    public MovedTerminalTests()
    {
        book = new FraudBook(map, new ModelBook(scores: true), new FraudPolicy());
        before.Reach(2 * Now, 0);
        after.Reach(2 * Now, 0);
    }

    [Fact]
    public void The_answer_is_from_the_new_table_wherever_in_the_question_the_old_one_went()
    {
        var key = map.Hasher.Hash((byte)EntityKind.Terminal, "7"u8);
        before.Take(key, Now - 2 * Delay, order: 1, amount: 500, ratio: 1);
        for (var asks = 0; asks < 4; asks++)
        {
            var left = asks;
            book.AnswerFrom(_ => left-- > 0 ? before : after);
            var row = new float[FeatureSet.Count];
            Assert.Equal(Now, book.Describe(0, Now, 500, key, "7"u8, row));
        }
    }

    public void Dispose()
    {
        book.Dispose();
        before.Dispose();
        after.Dispose();
    }
}
