namespace FinData.Connectors.Kafka.Native;

/// <summary>The errors that are told apart here; the numbers are librdkafka's (below 0) and the brokers'.</summary>
internal enum RdKafkaError
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>A broker cannot be reached.</summary>
    Transport = -195,

    /// <summary>A broker's name cannot be resolved.</summary>
    Resolve = -193,

    /// <summary>A message was not taken by the brokers in time.</summary>
    MessageTimedOut = -192,

    /// <summary>No broker can be reached.</summary>
    AllBrokersDown = -187,

    /// <summary>No answer in time.</summary>
    TimedOut = -185,

    /// <summary>As many messages wait as may.</summary>
    QueueFull = -184,

    /// <summary>TLS has failed.</summary>
    Tls = -181,

    /// <summary>Partitions are given to a member of a group.</summary>
    Assigned = -175,

    /// <summary>Partitions are taken from a member of a group.</summary>
    Revoked = -174,

    /// <summary>The login has failed.</summary>
    Authentication = -169,

    /// <summary>The client cannot go on.</summary>
    Fatal = -150,

    /// <summary>Another client has taken this one's place.</summary>
    Fenced = -144,

    /// <summary>There is no such topic or partition.</summary>
    UnknownTopic = 3,

    /// <summary>The brokers did not agree in time.</summary>
    RequestTimedOut = 7,

    /// <summary>The topic is there already.</summary>
    TopicExists = 36,

    /// <summary>Fewer brokers are there than a topic is to have replicas.</summary>
    TooFewBrokers = 38,

    /// <summary>Another broker leads the cluster now.</summary>
    NotController = 41,

    /// <summary>A broker has refused the login.</summary>
    AuthenticationRefused = 58,

    /// <summary>Another member of the group has this one's name.</summary>
    FencedMember = 82,
}
