namespace FinData.Connectors.Kafka.Wire;

/// <summary>Takes a member out of a group by its name, so that others have its part at once.</summary>
/// <remarks>The library lets a member that has a name only go silent: others wait for the session's end then.</remarks>
public static class GroupLeave
{
    private const short FindCoordinator = 10, LeaveGroup = 13;

    private static readonly TimeSpan timeout = TimeSpan.FromSeconds(5);

    /// <summary>Takes it out; nothing happens where the group does not know it.</summary>
    /// <exception cref="KafkaException">No broker answers, or it refuses.</exception>
    public static void Run(KafkaSettings settings, string group, string member)
    {
        KafkaException? last = null;
        foreach (var address in settings.Bootstrap.Split(',', StringSplitOptions.TrimEntries))
        {
            try
            {
                var (host, port) = TopicReader.Split(address);
                Leave(Coordinator(host, port, settings, group), settings, group, member);
                return;
            }
            catch (KafkaException e) when (e.IsTransient)
            {
                last = e;
            }
        }
        throw last!;
    }

    private static (string Host, int Port) Coordinator(string host, int port, KafkaSettings settings, string group)
    {
        using var connection = new KafkaConnection(host, port, settings, timeout);
        var request = connection.Begin(FindCoordinator, 1);
        request.Text(group);
        request.Int8(0);        // The coordinator of a group.
        connection.Send();
        byte[] answer = [];
        var length = connection.Receive(ref answer);
        var reader = new ResponseReader(answer.AsSpan(0, length));
        reader.Int32();
        Require(reader.Int16(), group);
        reader.Text();
        reader.Int32();
        return (reader.Text(), reader.Int32());
    }

    private static void Leave((string Host, int Port) at, KafkaSettings settings, string group, string member)
    {
        using var connection = new KafkaConnection(at.Host, at.Port, settings, timeout);
        var request = connection.Begin(LeaveGroup, 3);
        request.Text(group);
        request.Int32(1);
        request.Text("");       // Whatever id it has at the moment.
        request.Text(member);
        connection.Send();
        byte[] answer = [];
        var length = connection.Receive(ref answer);
        var reader = new ResponseReader(answer.AsSpan(0, length));
        reader.Int32();
        Require(reader.Int16(), group);
    }

    private static void Require(short error, string group)
    {
        if (error == KafkaError.None) return;
        throw new KafkaException($"Kafka does not let a member leave the group '{group}': " +
            $"{KafkaError.NameOf(error)}.", KafkaError.IsTransient(error));
    }
}
