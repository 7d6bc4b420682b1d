namespace FinData.Connectors.Kafka.Wire;

public sealed partial class TopicReader
{
    private const short Fetch = 1;
    private const sbyte ReadCommitted = 1;

    private readonly List<(Partition Partition, int Start, int Length, List<(long, long)>? Aborted)> stretches = [];

    private void Ask(Leader leader)
    {
        var request = leader.Connection.Begin(Fetch, 11);
        request.Int32(-1);      // No replica.
        // Of a stream that flows a moment's records come together; of one that rests the first is worth an answer.
        request.Int32((int)(leader.Flows ? limits.Gather : limits.Wait).TotalMilliseconds);
        request.Int32(leader.Flows ? limits.PartitionBytes : 1);
        request.Int32(limits.Bytes);
        request.Int8(ReadCommitted);
        request.Int32(0);       // No fetch session: each request names all its partitions.
        request.Int32(-1);
        request.Int32(1);
        request.Text(Topic);
        request.Int32(leader.Partitions.Count);
        foreach (var partition in leader.Partitions)
        {
            request.Int32(partition.Number);
            request.Int32(-1);  // Any leader epoch.
            request.Int64(partition.Next);
            request.Int64(-1);
            request.Int32(limits.PartitionBytes);
        }
        request.Int32(0);       // Nothing forgotten, no rack.
        request.Text("");
        leader.Connection.Send();
    }

    private int Take(Leader leader, Visitor visit)
    {
        var length = leader.Connection.Receive(ref answer);
        Split(answer.AsSpan(0, length));
        // The partition that begins the next request takes turns: the broker fills its answer in that order.
        leader.Partitions.Add(leader.Partitions[0]);
        leader.Partitions.RemoveAt(0);
        foreach (var (partition, start, bytes, _) in stretches)
            partition.Next = NextAfter(answer.AsSpan(start, bytes), partition);
        leader.Flows = stretches.Count > 0;
        Ask(leader);
        var records = 0;
        foreach (var (partition, start, bytes, aborted) in stretches)
            records += Visit(partition, answer.AsSpan(start, bytes), aborted, visit);
        return records;
    }

    // Where the records of each partition lie in the answer.
    private void Split(ReadOnlySpan<byte> response)
    {
        stretches.Clear();
        var reader = new ResponseReader(response);
        reader.Int32();
        Require(reader.Int16(), -1);
        reader.Int32();
        for (var topics = reader.Count(); topics > 0; topics--)
        {
            reader.Text();
            for (var left = reader.Count(); left > 0; left--)
            {
                var number = reader.Int32();
                var error = reader.Int16();
                reader.Int64();
                var end = reader.Int64();
                reader.Int64();
                List<(long, long)>? aborted = null;
                for (var count = reader.Count(); count > 0; count--)
                    (aborted ??= []).Add((reader.Int64(), reader.Int64()));
                reader.Int32();
                var start = reader.At + sizeof(int);
                var records = reader.Bytes();
                Require(error, number);
                var partition = partitions[number];
                partition.End = end;
                if (records.Length > 0) stretches.Add((partition, start, records.Length, aborted));
            }
        }
    }

    private bool TryRead(ReadOnlySpan<byte> data, Partition partition, out RecordBatchHeader batch) =>
        RecordBatchHeader.TryRead(data, new BatchPlace(Topic, partition.Number, partition.Next), out batch);

    private long NextAfter(ReadOnlySpan<byte> data, Partition partition)
    {
        var next = partition.Next;
        while (TryRead(data, partition, out var batch))
        {
            next = batch.LastOffset + 1;
            data = data[batch.Length..];
        }
        return next;
    }

    private int Visit(Partition partition, ReadOnlySpan<byte> data, List<(long Producer, long First)>? aborted,
        Visitor visit)
    {
        var records = 0;
        while (TryRead(data, partition, out var batch))
        {
            data = data[batch.Length..];
            batch.Check(new BatchPlace(Topic, partition.Number, batch.BaseOffset));
            for (var i = aborted?.Count ?? 0; --i >= 0;)
            {
                if (aborted![i].First > batch.LastOffset) continue;
                partition.Aborted.Add(aborted[i].Producer);
                aborted.RemoveAt(i);
            }
            // After an end of either kind what the producer writes is another transaction.
            if (batch.IsControl) partition.Aborted.Remove(batch.ProducerId);
            else if (!batch.IsTransactional || !partition.Aborted.Contains(batch.ProducerId))
                records += Visit(partition, in batch, visit);
            partition.Visited = batch.LastOffset + 1;
        }
        return records;
    }

    private int Visit(Partition partition, in RecordBatchHeader batch, Visitor visit)
    {
        var body = batch.Compression == 0 ? batch.Body
            : decompressor.Unpack(batch.Compression, batch.Body,
                new BatchPlace(Topic, partition.Number, batch.BaseOffset));
        var reader = new ResponseReader(body);
        var taken = 0;
        for (var left = batch.Records; left > 0; left--)
        {
            var length = reader.VarInt();
            var end = reader.At + length;
            reader.Int8();
            reader.VarLong();
            var offset = batch.BaseOffset + reader.VarInt();
            reader.VarBytes();
            var value = reader.VarBytes();
            // A fetch begins with the batch that its offset lies in.
            if (offset >= partition.Visited)
            {
                visit(partition.Number, offset, value);
                partition.Visited = offset + 1;
                taken++;
            }
            // Headers are for others.
            reader.Take(end - reader.At);
        }
        return taken;
    }
}
