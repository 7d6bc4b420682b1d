global using AccountRegion =
    FinData.Engine.Shards.EntityRegion<FinData.Domain.Accounts.Accounts, FinData.Domain.Accounts.Account,
    FinData.Domain.Fraud.HourRing, FinData.Domain.Accounts.AccountCommand, FinData.Domain.Accounts.AccountEvent>;
global using ProductRegion =
    FinData.Engine.Shards.EntityRegion<FinData.Domain.Products.Products, FinData.Domain.Products.Product,
    FinData.Domain.Products.MinuteRing, FinData.Domain.Products.ProductCommand, FinData.Domain.Products.ProductEvent>;
global using AccountScenario =
    FinData.TestKit.Scenario<FinData.Domain.Accounts.Accounts, FinData.Domain.Accounts.Account,
    FinData.Domain.Fraud.HourRing, FinData.Domain.Accounts.AccountCommand, FinData.Domain.Accounts.AccountEvent>;
global using ProductScenario =
    FinData.TestKit.Scenario<FinData.Domain.Products.Products, FinData.Domain.Products.Product,
    FinData.Domain.Products.MinuteRing, FinData.Domain.Products.ProductCommand, FinData.Domain.Products.ProductEvent>;
global using RuleRegion = FinData.Engine.Shards.EntityRegion<
    FinData.Domain.Rules.RuleRegistry, FinData.Domain.Rules.RuleSetState, FinData.Domain.Rules.Nothing,
    FinData.Domain.Rules.RuleCommand, FinData.Domain.Rules.RuleEvent>;
global using RuleScenario = FinData.TestKit.Scenario<
    FinData.Domain.Rules.RuleRegistry, FinData.Domain.Rules.RuleSetState, FinData.Domain.Rules.Nothing,
    FinData.Domain.Rules.RuleCommand, FinData.Domain.Rules.RuleEvent>;
global using ModelRegion = FinData.Engine.Shards.EntityRegion<
    FinData.Domain.Fraud.Models.ModelRegistry, FinData.Domain.Fraud.Models.ModelState, FinData.Domain.Rules.Nothing,
    FinData.Domain.Fraud.Models.ModelCommand, FinData.Domain.Fraud.Models.ModelEvent>;
