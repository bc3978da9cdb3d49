import { aliasOf } from '../../define-command';
import command from '../gossip/zone/list';

export default aliasOf(command, 'zone list');
