import { App, Chart, Duration, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { k8s } from 'cdk8s-plus-27/lib/imports/../../index';
import { HelmChart, Manifest, Subchart, SynthesizedChart } from '../../../constructs/synth';
import { boolean, choose, integer, oneOf, path, section, string, when, embed } from '../../../constructs/values';

const description = 'For a test';
void [App, Chart, Duration, JsonPatch, Size, kplus, k8s, HelmChart, Manifest, Subchart, SynthesizedChart];
void [boolean, choose, integer, oneOf, path, section, string, when, embed, description];
