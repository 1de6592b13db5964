using MeetingIntel.Providers.Insights.Local;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeetingIntel.Providers.Insights;

/// <summary>Registration of what understands meetings.</summary>
public static class InsightServices
{
    /// <summary>Registers the local analyser as the <see cref="IInsightAnalyser"/>, unless another one is registered already.</summary>
    /// <param name="services">The services of the host.</param>
    public static IServiceCollection AddInsights(this IServiceCollection services)
    {
        services.TryAddSingleton<IInsightAnalyser, LocalInsightAnalyser>();
        return services;
    }
}
