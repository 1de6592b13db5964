using System.Diagnostics;
using System.Globalization;
using MeetingIntel.Bench.Placement;
using MeetingIntel.Bench.Placement.Report;
using MeetingIntel.Bench.Placement.Simulation;
using MeetingIntel.Bench.Placement.Strategies;

// Places meetings on simulated clusters, with the product's own rules and with others, and says how evenly.
(string Name, Func<int, Strategy> Make)[] strategies =
[
    ("random", _ => new RandomChoice()),
    ("consistent hash", _ => new ConsistentHash()),
    ("least loaded", _ => new LeastLoaded()),
    ("least, own added", most => new LeastLoadedCorrected(most)),
    ("two choices", _ => new TwoChoices()),
    ("PlacementRules", most => new ProductRules(most)),
];

SimulationOptions options;
try
{
    options = SimulationOptions.Parse(args);
}
catch (FormatException exception)
{
    Console.Error.WriteLine(exception.Message);
    Console.Error.WriteLine(SimulationOptions.Usage);
    return 1;
}

foreach (var sessions in options.Sessions)
{
    var clock = Stopwatch.StartNew();
    var plan = Plan.For(sessions, options);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

        {sessions:N0} meetings at the peak, {plan.Channels:N0} channels: {plan.Silos * plan.Clusters:N0} silos of {options.Capacity} in {plan.Clusters} cluster(s)
        {Table.Head}
        """));
    foreach (var (name, make) in strategies)
    {
        Console.WriteLine(Table.Row(new Figures(name, plan.Run(options, make))));
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Table.Legend} ({clock.Elapsed.TotalSeconds:F0} s)"));
}

return 0;
