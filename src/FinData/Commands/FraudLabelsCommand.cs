using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text;
using FinData.Domain.Fraud.History;
using FinData.Domain.Records;
using FinData.Fraud;

namespace FinData.Commands;

/// <summary><c>findata fraud labels</c>: labels of card files as records, as investigators would send them.</summary>
internal static class FraudLabelsCommand
{
    public static Command Create()
    {
        var files = FraudCommands.Files();
        var after = new Option<int>("--after")
        {
            Description = "Days from a payment to its label's record (default: 2).", DefaultValueFactory = _ => 2,
        }.Within(0, 365);
        var payments = new Option<bool>("--with-payments")
        {
            Description = "The payments too, all in the order of time: one stream to replay.",
        };
        var command = new Command("labels", """
            Writes a record label-fraud for each payment that the files call a fraud, as lines of JSON: to be replayed,
            produced to Kafka or posted.

            Example: findata fraud labels 2018-0*.csv.gz --with-payments | gzip > cards.json.gz
            Example: findata replay cards.json.gz --model cards.model --data ./cards
            """) { files, after, payments };
        command.SetAction((parsed, stop) => Task.Run(() => Run(HistoryFiles.Read(parsed.GetRequiredValue(files)),
            parsed.GetValue(after) * DayRange.DayMilliseconds, parsed.GetValue(payments), stop), stop));
        return command;
    }

    private static int Run(PaymentHistory history, long after, bool hasPayments, CancellationToken stop)
    {
        using var to = Console.OpenStandardOutput();
        var lines = new ArrayBufferWriter<byte>(1 << 16);
        var labelled = 0;
        foreach (ref readonly var payment in history.Payments)
        {
            for (; history.Payments[labelled].Time + after < payment.Time; labelled++)
                WriteLabel(history, in history.Payments[labelled], after, lines);
            if (hasPayments) WritePayment(history, in payment, lines);
            if (lines.WrittenCount < 1 << 15) continue;
            stop.ThrowIfCancellationRequested();
            Flush(lines, to);
        }
        for (; labelled < history.Payments.Length; labelled++)
            WriteLabel(history, in history.Payments[labelled], after, lines);
        Flush(lines, to);
        return ExitCodes.Done;
    }

    private static void Flush(ArrayBufferWriter<byte> lines, Stream to)
    {
        to.Write(lines.WrittenSpan);
        lines.ResetWrittenCount();
    }

    private static void WritePayment(PaymentHistory history, in LabelledPayment payment, ArrayBufferWriter<byte> to) =>
        JsonRecordWriter.Write(new TransactionRecord
        {
            Id = Id("card", payment.Id), Time = payment.Time, Type = TransactionType.Payment,
            AccountKind = EntityKind.Card, Account = Encoding.ASCII.GetBytes(history.Cards[payment.Card]),
            OtherKind = EntityKind.Terminal, Other = Encoding.ASCII.GetBytes(history.Terminals[payment.Terminal]),
            Amount = payment.Amount,
        }, to);

    private static void WriteLabel(PaymentHistory history, in LabelledPayment payment, long after,
        ArrayBufferWriter<byte> to)
    {
        if (!payment.IsFraud) return;
        JsonRecordWriter.Write(new TransactionRecord
        {
            Id = Id("label", payment.Id), Time = payment.Time + after, Type = TransactionType.LabelFraud,
            AccountKind = EntityKind.Card, Account = Encoding.ASCII.GetBytes(history.Cards[payment.Card]),
            Reference = Id("card", payment.Id),
        }, to);
    }

    private static byte[] Id(string kind, long number) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind}:{number}"));
}
