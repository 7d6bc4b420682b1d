using System.Diagnostics;
using System.Linq.Expressions;
using FinData.Engine.Entities;
using static System.Linq.Expressions.Expression;

namespace FinData.Domain.Rules;

/// <summary>A condition as machine code: no allocation, no loop, no exception.</summary>
public delegate Truth RuleTest(ref readonly DebitFacts facts, RuleLists lists);

/// <summary>Makes machine code of a condition, once for each text; pure and thread-safe.</summary>
/// <remarks>
/// Numbers, amounts and durations become doubles, where NaN is what is not known; conditions become 0, 1 or 2, as
/// <see cref="Truth"/> has them. A side of <c>and</c> or <c>or</c> that does not matter is not computed.
/// </remarks>
public sealed class RuleCompiler
{
    private static readonly Expression no = Constant(0), unknown = Constant(1), yes = Constant(2),
        nan = Constant(double.NaN);

    private readonly ParameterExpression facts = Parameter(typeof(DebitFacts).MakeByRefType(), "facts");
    private readonly ParameterExpression lists = Parameter(typeof(RuleLists), "lists");
    private readonly KeyHasher hasher;

    private RuleCompiler(KeyHasher hasher) => this.hasher = hasher;

    /// <summary>Compiles a condition; ids in it get their keys by the data folder's hasher.</summary>
    public static RuleTest Compile(RuleNode condition, KeyHasher hasher)
    {
        var compiler = new RuleCompiler(hasher);
        var body = Convert(compiler.Truth(condition), typeof(Truth));
        return Lambda<RuleTest>(body, compiler.facts, compiler.lists).Compile();
    }

    private Expression Truth(RuleNode node) => node switch
    {
        TruthNode n => Constant((int)n.Value),
        ValueNode n => Convert(Field(facts, n.Value.Field), typeof(int)),
        CompareNode n => Compare(n),
        OneOfNode { Ids.Count: 0 } n => OneOfCodes(n),
        OneOfNode n => OneOfIds(n),
        InListNode n => InList(n),
        MissingNode n => Condition(IsMissing(n.Value), yes, no),
        NotNode n => Subtract(yes, Truth(n.Of)),
        LogicNode n => Logic(n),
        _ => throw new UnreachableException(),
    };

    private Expression Number(RuleNode node) => node switch
    {
        NumberNode { Currency: 0 } n => Constant(n.Value),
        NumberNode n => Condition(Equal(CodeOf(Field(facts, RuleSchema.CurrencyField)), Constant((int)n.Currency)),
            Constant(n.Value), nan),
        ValueNode n => Field(facts, n.Value.Field),
        ArithmeticNode { Sign: '+' } n => Add(Number(n.Left), Number(n.Right)),
        ArithmeticNode { Sign: '-' } n => Subtract(Number(n.Left), Number(n.Right)),
        ArithmeticNode { Sign: '*' } n => Multiply(Number(n.Left), Number(n.Right)),
        ArithmeticNode n => Quotient(n),
        _ => throw new UnreachableException(),
    };

    // What is divided by zero is not known.
    private BlockExpression Quotient(ArithmeticNode n)
    {
        var by = Variable(typeof(double));
        return Block([by], Assign(by, Number(n.Right)),
            Condition(Equal(by, Constant(0.0)), nan, Divide(Number(n.Left), by)));
    }

    private BlockExpression Compare(CompareNode n)
    {
        var (l, r) = (Variable(typeof(double)), Variable(typeof(double)));
        // Each of the two is false where a side is NaN; where neither holds it is unknown.
        var (holds, fails) = n.Sign switch
        {
            "<" => (LessThan(l, r), GreaterThanOrEqual(l, r)),
            "<=" => (LessThanOrEqual(l, r), GreaterThan(l, r)),
            ">" => (GreaterThan(l, r), LessThanOrEqual(l, r)),
            ">=" => (GreaterThanOrEqual(l, r), LessThan(l, r)),
            "=" => (Equal(l, r), OrElse(LessThan(l, r), GreaterThan(l, r))),
            _ => (OrElse(LessThan(l, r), GreaterThan(l, r)), Equal(l, r)),
        };
        return Block([l, r], Assign(l, Number(n.Left)), Assign(r, Number(n.Right)),
            Condition(holds, yes, Condition(fails, no, unknown)));
    }

    private BlockExpression OneOfCodes(OneOfNode n)
    {
        var code = Variable(typeof(int));
        var any = n.Codes.Select(c => Equal(code, Constant(c))).Aggregate(OrElse);
        return Block([code], Assign(code, CodeOf(Field(facts, n.Value.Value.Field))),
            Condition(any, yes, Condition(Equal(code, Constant(0)), unknown, no)));
    }

    private ConditionalExpression OneOfIds(OneOfNode n)
    {
        var key = Field(facts, n.Value.Value.Field);
        var any = n.Ids.Select(id => id.KeyIn(hasher)).Select(k => AndAlso(
            Equal(Property(key, nameof(EntityKey.Low)), Constant(k.Low)),
            Equal(Property(key, nameof(EntityKey.High)), Constant(k.High)))).Aggregate(OrElse);
        return Condition(any, yes, Condition(IsMissing(n.Value), unknown, no));
    }

    private UnaryExpression InList(InListNode n)
    {
        var list = RuleLists.KeyOf(n.List, hasher);
        var has = Call(lists, nameof(RuleLists.Has), null, Constant(list.High), Constant(list.Low),
            Field(facts, n.Value.Value.Field), Field(facts, nameof(DebitFacts.Time)));
        return Convert(has, typeof(int));
    }

    private Expression IsMissing(ValueNode value)
    {
        var field = Field(facts, value.Value.Field);
        return value.Type switch
        {
            RuleType.Boolean => Equal(Convert(field, typeof(int)), unknown),
            RuleType.Currency or RuleType.Choice => Equal(CodeOf(field), Constant(0)),
            RuleType.Id => Property(field, nameof(EntityKey.IsNone)),
            _ => NotEqual(field, field),
        };
    }

    private BlockExpression Logic(LogicNode n)
    {
        var (l, r) = (Variable(typeof(int)), Variable(typeof(int)));
        var decisive = n.IsAnd ? no : yes;
        var both = Condition(n.IsAnd ? LessThan(l, r) : GreaterThan(l, r), l, r);
        return Block([l], Assign(l, Truth(n.Left)),
            Condition(Equal(l, decisive), decisive, Block([r], Assign(r, Truth(n.Right)), both)));
    }

    private static UnaryExpression CodeOf(Expression field) => Convert(field, typeof(int));
}
