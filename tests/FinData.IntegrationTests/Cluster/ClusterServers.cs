using FinData.IntegrationTests.Journals;
using FinData.IntegrationTests.Servers;

namespace FinData.IntegrationTests.Cluster;

/// <summary>What nodes of a cluster have between them: a broker, and servers for their journal.</summary>
[CollectionDefinition("cluster")]
public sealed class ClusterServers : ICollectionFixture<KafkaBroker>, ICollectionFixture<JournalServers>;
