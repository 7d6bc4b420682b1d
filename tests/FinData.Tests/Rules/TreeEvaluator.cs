using FinData.Domain.Rules;
using FinData.Engine.Entities;

namespace FinData.Tests.Rules;

/// <summary>What a condition means, read off its tree in the plainest way: compiled rules must agree.</summary>
internal sealed class TreeEvaluator(DebitFacts facts, RuleLists lists, KeyHasher hasher)
{
    public Truth Evaluate(RuleNode node) => node switch
    {
        TruthNode n => n.Value,
        ValueNode n => (Truth)Field(n),
        CompareNode n => Compare(n.Sign, Number(n.Left), Number(n.Right)),
        OneOfNode n when Field(n.Value) is EntityKey key =>
            key.IsNone ? Truth.Unknown : Of(n.Ids.Any(id => id.KeyIn(hasher) == key)),
        OneOfNode n => Code(n.Value) == 0 ? Truth.Unknown : Of(n.Codes.Contains(Code(n.Value))),
        InListNode n => InList(RuleLists.KeyOf(n.List, hasher), (EntityKey)Field(n.Value)),
        MissingNode n => Of(IsMissing(Field(n.Value))),
        NotNode n => Evaluate(n.Of) switch
        {
            Truth.True => Truth.False,
            Truth.False => Truth.True,
            _ => Truth.Unknown,
        },
        LogicNode { IsAnd: true } n => And(Evaluate(n.Left), Evaluate(n.Right)),
        LogicNode n => Or(Evaluate(n.Left), Evaluate(n.Right)),
        _ => throw new NotSupportedException(node.GetType().Name),
    };

    private double Number(RuleNode node) => node switch
    {
        NumberNode n => n.Currency == 0 || n.Currency == facts.Currency ? n.Value : double.NaN,
        ValueNode n => (double)Field(n),
        ArithmeticNode { Sign: '+' } n => Number(n.Left) + Number(n.Right),
        ArithmeticNode { Sign: '-' } n => Number(n.Left) - Number(n.Right),
        ArithmeticNode { Sign: '*' } n => Number(n.Left) * Number(n.Right),
        ArithmeticNode n => Number(n.Right) == 0 ? double.NaN : Number(n.Left) / Number(n.Right),
        _ => throw new NotSupportedException(node.GetType().Name),
    };

    private object Field(ValueNode node) => node.Value.Field.GetValue(facts)!;

    private int Code(ValueNode node) => Convert.ToInt32(Field(node));

    private Truth InList(EntityKey list, EntityKey id) => lists.Has(list.High, list.Low, id, facts.Time);

    private static bool IsMissing(object field) => field switch
    {
        double d => double.IsNaN(d),
        EntityKey k => k.IsNone,
        Truth t => t == Truth.Unknown,
        _ => Convert.ToInt32(field) == 0,
    };

    private static Truth Compare(string sign, double left, double right)
    {
        if (double.IsNaN(left) || double.IsNaN(right)) return Truth.Unknown;
        return Of(sign switch
        {
            "<" => left < right,
            "<=" => left <= right,
            ">" => left > right,
            ">=" => left >= right,
            "=" => left == right,
            _ => left != right,
        });
    }

    private static Truth And(Truth left, Truth right) =>
        left == Truth.False || right == Truth.False ? Truth.False
        : left == Truth.True && right == Truth.True ? Truth.True : Truth.Unknown;

    private static Truth Or(Truth left, Truth right) =>
        left == Truth.True || right == Truth.True ? Truth.True
        : left == Truth.False && right == Truth.False ? Truth.False : Truth.Unknown;

    private static Truth Of(bool holds) => holds ? Truth.True : Truth.False;
}
